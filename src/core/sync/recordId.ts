import { createHash } from 'node:crypto';

/** A record, as far as it takes to know it again: its key (see `recordKey.ts`) and when it was made, epoch ms. */
export interface RecordId {
  readonly timeMs: number | undefined;
  readonly key: string;
}

declare const fingerprintBrand: unique symbol;

/**
 * A RecordId in 15 characters of one byte each: seven of its time, eight of its key. To be mistaken for another, a
 * record would have to share its millisecond and 64 bits of SHA-256. Sorted as text, fingerprints are in order of time;
 * those without a date come last.
 */
export type Fingerprint = string & { readonly [fingerprintBrand]: true };

export const FINGERPRINT_BYTES = 15;
/** Where the part begins that is of the key. */
export const FINGERPRINT_KEY_AT = 7;

/** A time that no calendar has counts as none. */
export function fingerprintOf({ timeMs, key }: RecordId): Fingerprint {
  writeTime(scratch, 0, timeMs !== undefined && isTime(timeMs) ? timeMs : undefined);
  // Twins differ in the end of their key alone, so that whatever is longer than a hash is hashed.
  if (PLAIN_KEY.test(key)) scratch.write(key, FINGERPRINT_KEY_AT, 'hex');
  else createHash('sha256').update(key).digest().copy(scratch, FINGERPRINT_KEY_AT);
  return toFingerprint(scratch.toString('latin1'));
}

/** The time of a record; undefined where it has none. */
export function timeOf(fingerprint: Fingerprint): number | undefined {
  if (fingerprint.charCodeAt(0) === 0xff) return undefined;
  let timeMs = 0;
  for (let at = 0; at < FINGERPRINT_KEY_AT; at += 1) timeMs = timeMs * 0x100 + fingerprint.charCodeAt(at);
  return timeMs;
}

/** Writes the seven bytes that a fingerprint has of a time. */
export function writeTime(bytes: Buffer, at: number, timeMs: number | undefined): void {
  if (timeMs === undefined) {
    bytes.fill(0xff, at, at + FINGERPRINT_KEY_AT);
    return;
  }
  bytes.writeUIntBE(Math.floor(timeMs / 2 ** 32), at, 3);
  bytes.writeUInt32BE(timeMs % 2 ** 32, at + 3);
}

/** Fingerprints one after the other; `decodeFingerprints` reads them. */
export function encodeFingerprints(fingerprints: readonly Fingerprint[]): Buffer {
  return Buffer.from(fingerprints.join(''), 'latin1');
}

/** Throws a RangeError where the bytes are not whole fingerprints. */
export function decodeFingerprints(bytes: Buffer): Fingerprint[] {
  const fingerprints: Fingerprint[] = [];
  for (let at = 0; at < bytes.length; at += FINGERPRINT_BYTES) {
    fingerprints.push(toFingerprint(bytes.toString('latin1', at, at + FINGERPRINT_BYTES)));
  }
  return fingerprints;
}

function toFingerprint(text: string): Fingerprint {
  if (!isFingerprint(text)) throw new RangeError(`a fingerprint has ${FINGERPRINT_BYTES} bytes`);
  return text;
}

function isFingerprint(text: string): text is Fingerprint {
  return text.length === FINGERPRINT_BYTES;
}

function isTime(timeMs: number): boolean {
  return Number.isInteger(timeMs) && timeMs >= 0 && timeMs <= LATEST_TIME_MS;
}

/** The last one that a `Date` can hold. */
const LATEST_TIME_MS = 8_640_000_000_000_000;
const PLAIN_KEY = /^[0-9a-f]{32}$/;
const scratch = Buffer.alloc(FINGERPRINT_BYTES);
