import { parseDatetime } from '../engine/parseDatetime.ts';
import { datetimeOfUnixMs, type Int64 } from '../values.ts';

/**
 * The datetime's cell of a text as tables and exports have it: as Kusto reads it, or as Log Analytics' page writes it,
 * `11/22/2026, 1:02:03.456 PM`. Null for any other.
 */
export function datetimeOfText(text: string): Int64 | null {
  // What JSON.stringify writes, which nearly every text is.
  if (text.length === 24 && EXISTING.test(text)) {
    const ms = Date.parse(text);
    if (!Number.isNaN(ms)) return datetimeOfUnixMs(ms);
  }
  return parseDatetime(text) ?? parseDatetime(withoutHalfDay(text)) ?? null;
}

/** A day and an hour that exist in every month: Date.parse makes the 2nd of March of a 30th of February. */
const EXISTING = /^\d{4}-\d\d-(?:[01]\d|2[0-8])T(?:[01]\d|2[0-3]):.*Z$/;

const HALF_DAY = /^\s*(\d{1,2}\/\d{1,2}\/\d{4}),?\s(\d{1,2})(:\d\d:\d\d(?:\.\d+)?)\s([AaPp])[Mm]\s*$/;

/** The same with 24 hours; empty when the text is not of this form. */
function withoutHalfDay(text: string): string {
  const [, day, hour, rest, half] = HALF_DAY.exec(text) ?? [];
  if (Number(hour) < 1 || !(Number(hour) <= 12)) return '';
  return `${day} ${(Number(hour) % 12) + (half?.toLowerCase() === 'p' ? 12 : 0)}${rest}`;
}
