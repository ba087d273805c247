/**
 * How long an answer asks to wait: Azure's headers in milliseconds, or `Retry-After` in seconds or as a date. A date is
 * by the other side's clock, which its `Date` header tells; without that it says nothing.
 */
export function retryAfterMs(header: (name: string) => string | undefined): number | undefined {
  const delays = [
    Number.parseFloat(header('retry-after-ms') ?? ''),
    Number.parseFloat(header('x-ms-retry-after-ms') ?? ''),
    secondsOrDate(header('retry-after')?.trim() ?? '', Date.parse(header('date') ?? '')),
  ];
  const delayMs = delays.find((delay) => Number.isFinite(delay));
  return delayMs === undefined ? undefined : Math.min(Math.max(0, delayMs), MAX_DELAY_MS);
}

/** Nobody means longer than a month. */
const MAX_DELAY_MS = 30 * 24 * 60 * 60 * 1000;

function secondsOrDate(value: string, sentMs: number): number {
  if (value === '') return Number.NaN;
  const seconds = Number(value);
  return Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - sentMs;
}
