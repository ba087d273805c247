import { hash } from 'node:crypto';
import { canonicalJson } from './canonicalJson.ts';

/**
 * Identifies a record, since Confluence gives it no id: 128 bits of SHA-256 over the site and the record's canonical
 * JSON, as 32 hexadecimal digits. Two records that are equal in everything have the same key.
 */
export function recordKey(site: string, record: unknown): string {
  return keyOfJson(site, canonicalJson(record));
}

/** Takes a record, and its canonical JSON where that is at hand. */
export type Keyer = (record: unknown, json?: string) => string;

/**
 * Tells real twins apart: the n-th record with the same key gets the key `…-n`, from the second one on. The count is
 * the same whenever the same records are read, because twins share their millisecond and a part never splits one.
 */
export function createKeyer(site: string): Keyer {
  const seen = new Map<string, number>();
  return (record, json = canonicalJson(record)) => {
    const key = keyOfJson(site, json);
    const occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, occurrence);
    return occurrence === 1 ? key : `${key}-${occurrence}`;
  };
}

function keyOfJson(site: string, json: string): string {
  return hash('sha256', `${site}\n${json}`, 'hex').slice(0, 32);
}
