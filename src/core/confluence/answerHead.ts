/** What an answer of a site says besides its body. Instants are epoch milliseconds. */
export interface AnswerHead {
  readonly receivedAtMs: number;
  /** By the site's own clock, to the second; undefined where it does not tell. */
  readonly siteTimeMs: number | undefined;
  /** The headers about request limits, as they came. */
  readonly rateLimit: Readonly<Record<string, string>>;
  /** For how long the site asks to be left alone. */
  readonly retryAfterMs: number | undefined;
}

export type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** Reads the headers, whose names are in lower case. */
export function readAnswerHead(headers: AnswerHeaders, receivedAtMs: number): AnswerHead {
  const sentMs = Date.parse(String(headers['date']));
  const siteTimeMs = Number.isFinite(sentMs) ? sentMs : undefined;
  return {
    receivedAtMs,
    siteTimeMs,
    rateLimit: rateLimitOf(headers),
    retryAfterMs: retryAfterMs(headers['retry-after'], siteTimeMs ?? receivedAtMs),
  };
}

/** Source: developer.atlassian.com, rate limiting; all of them are optional. */
function rateLimitOf(headers: AnswerHeaders): Readonly<Record<string, string>> {
  const limits = Object.entries(headers).filter(([name]) => /^(x-)?ratelimit-|^retry-after$/.test(name));
  return Object.fromEntries(limits.map(([name, value]) => [name, String(value)]));
}

/** Seconds, or a date; a date is by the site's clock, and so is the wait until it. */
function retryAfterMs(header: string | string[] | undefined, siteTimeMs: number): number | undefined {
  if (typeof header !== 'string' || header.trim() === '') return undefined;
  const seconds = Number(header);
  const delayMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - siteTimeMs;
  return Number.isFinite(delayMs) ? Math.min(Math.max(0, delayMs), MAX_DELAY_MS) : undefined;
}

/** Nobody means longer than a month. */
const MAX_DELAY_MS = 30 * 24 * 60 * 60 * 1000;
