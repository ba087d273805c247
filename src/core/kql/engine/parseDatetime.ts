import { DATETIME_EPOCH_MS, type Int64, int64, TICKS_PER_MS } from '../values.ts';

/**
 * The datetime's cell of a text in one of the formats of Kusto's documentation: ISO 8601, RFC 822, RFC 850, and dates that
 * are written month first with dashes, slashes or dots. Undefined for any other text, and for a date that does not exist.
 */
export function parseDatetime(text: string): Int64 | undefined {
  const iso = ISO.exec(text);
  if (iso !== null) return isoDatetime(iso);
  const trimmed = text.trim();
  for (const format of FORMATS) {
    const parts = format.exec(trimmed)?.groups;
    if (parts !== undefined) return datetimeOfParts(parts);
  }
  return undefined;
}

/** The commonest format by far. */
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,7}))?Z?)?$/;

function isoDatetime([, year, month, day, hour = '0', minute = '0', second = '0', fraction = '']: RegExpExecArray) {
  const [h, m, s] = [Number(hour), Number(minute), Number(second)];
  return datetimeOf([Number(year), Number(month), Number(day)], { hour: h, minute: m, second: s, fraction });
}

const TIME = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.(?<fraction>\d{1,7})\d*)?)?`;
const ZONE = String.raw`\s*(?<zone>z|gmt|utc|[+-]\d{2}:?\d{2})?`;
const CLOCK = String.raw`(?:(?:T|\s+)${TIME}${ZONE})?`;
const WEEKDAY = String.raw`(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,\s*)?`;
const MONTH_NAME = '(?<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)';
const LONG_NAME = `${MONTH_NAME}(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember)?`;

const FORMATS = [
  String.raw`(?<year>\d{4})(?<dash>[-/.])(?<month>\d{1,2})\k<dash>(?<day>\d{1,2})${CLOCK}`,
  String.raw`(?<month>\d{1,2})(?<dash>[-/.])(?<day>\d{1,2})\k<dash>(?<year>\d{4})${CLOCK}`,
  String.raw`(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})`,
  String.raw`${WEEKDAY}(?<day>\d{1,2})[\s-]${LONG_NAME}[\s-](?<year>\d{4}|\d{2})${CLOCK}`,
  String.raw`${WEEKDAY}${LONG_NAME}\s+(?<day>\d{1,2}),?\s+(?<year>\d{4})${CLOCK}`,
].map((format) => new RegExp(`^${format}$`, 'i'));

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

function datetimeOfParts(parts: Readonly<Record<string, string | undefined>>): Int64 | undefined {
  const month = parts['name'] === undefined ? Number(parts['month']) : MONTHS.indexOf(parts['name'].toLowerCase()) + 1;
  return datetimeOf([yearOf(parts['year'] ?? ''), month, Number(parts['day'])], {
    hour: Number(parts['hour'] ?? 0),
    minute: Number(parts['minute'] ?? 0),
    second: Number(parts['second'] ?? 0),
    fraction: parts['fraction'] ?? '',
    zoneMinutes: zoneMinutes(parts['zone'] ?? 'z'),
  });
}

interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Up to seven digits. */
  readonly fraction: string;
  readonly zoneMinutes?: number;
}

function datetimeOf([year, month, day]: readonly [number, number, number], clock: Clock): Int64 | undefined {
  const { hour, minute, second, fraction, zoneMinutes: east = 0 } = clock;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(Date.UTC(year, month - 1, day));
  // Date.UTC takes the years below 100 for those of the twentieth century.
  if (year < 100) date.setUTCFullYear(year, month - 1, day);
  // A month or day that does not exist moves the date into another month.
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const ms = date.getTime() + ((hour * 60 + minute - east) * 60 + second) * 1000;
  if (ms < FIRST_MS || ms > LAST_MS) return undefined;
  const rest = fraction === '' ? 0 : Number(fraction.padEnd(7, '0'));
  const ticks = (ms - DATETIME_EPOCH_MS) * TICKS_PER_MS + rest;
  return Number.isSafeInteger(ticks) ? ticks : int64(BigInt(ms - DATETIME_EPOCH_MS) * 10_000n + BigInt(rest));
}

const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** Two digits are a year from 1930 to 2029, as .NET has it. */
function yearOf(digits: string): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 30 ? 2000 + year : 1900 + year;
}

/** East of Greenwich. */
function zoneMinutes(zone: string): number {
  if (!/^[+-]/.test(zone)) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}
