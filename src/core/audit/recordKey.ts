import { createHash } from 'node:crypto';
import type { AuditRecord } from './auditRecord.ts';

/**
 * Identifies a record, since Confluence gives it no id: 128 bits of SHA-256 over the site and the record's canonical
 * JSON (keys sorted), as 32 hexadecimal digits. Two records that are equal in everything have the same key.
 */
export function recordKey(site: string, record: unknown): string {
  const hash = createHash('sha256');
  hash.update(site).update('\n').update(canonicalJson(record));
  return hash.digest('hex').slice(0, 32);
}

/**
 * Tells real twins apart: the n-th record with the same key gets the key `…-n`, from the second one on. The count is
 * the same whenever the same records are read, because twins share their millisecond and a slice never splits one.
 */
export function createKeyer(site: string): (record: AuditRecord) => string {
  const seen = new Map<string, number>();
  return (record) => {
    const key = recordKey(site, record);
    const occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, occurrence);
    return occurrence === 1 ? key : `${key}-${occurrence}`;
  };
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
