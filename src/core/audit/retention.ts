/** How long a site keeps its audit records, as it says it: `{ number: 1, units: 'YEARS' }`. */
export interface Retention {
  readonly number: number;
  /** A unit of time by its name in Java (`ChronoUnit`), in upper case. */
  readonly units: string;
}

/**
 * The oldest instant whose records are still kept, in epoch milliseconds; undefined for a unit that nobody knows, and for
 * a period that no calendar holds.
 * Months and years are those of the calendar, in UTC. Source: developer.atlassian.com, "Get retention period".
 */
export function horizonMs({ number, units }: Retention, nowMs: number): number | undefined {
  const months = MONTHS[units];
  if (months !== undefined) {
    const at = new Date(nowMs);
    const day = at.getUTCDate();
    at.setUTCMonth(at.getUTCMonth() - number * months);
    // A month that is too short has run over into the next one.
    if (at.getUTCDate() !== day) at.setUTCDate(0);
    return ifInstant(at.getTime());
  }
  return ifInstant(nowMs - number * (LENGTHS_MS[units] ?? Number.NaN));
}

function ifInstant(atMs: number): number | undefined {
  return Number.isFinite(new Date(atMs).getTime()) ? Math.floor(atMs) : undefined;
}

const MONTHS: Readonly<Record<string, number>> = { MONTHS: 1, YEARS: 12, DECADES: 120, CENTURIES: 1200 };
const HOUR_MS = 3_600_000;
const LENGTHS_MS: Readonly<Record<string, number>> = {
  NANOS: 1e-6,
  MICROS: 1e-3,
  MILLIS: 1,
  SECONDS: 1000,
  MINUTES: 60_000,
  HOURS: HOUR_MS,
  HALF_DAYS: 12 * HOUR_MS,
  DAYS: 24 * HOUR_MS,
  WEEKS: 7 * 24 * HOUR_MS,
};
