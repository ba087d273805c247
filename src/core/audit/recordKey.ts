import { hash } from 'node:crypto';
import { quoteJson } from './quoteJson.ts';

/**
 * Identifies a record, since Confluence gives it no id: 128 bits of SHA-256 over the site and the record's canonical
 * JSON (keys sorted), as 32 hexadecimal digits. Two records that are equal in everything have the same key.
 */
export function recordKey(site: string, record: unknown): string {
  return hash('sha256', `${site}\n${canonicalJson(record)}`, 'hex').slice(0, 32);
}

/**
 * Tells real twins apart: the n-th record with the same key gets the key `…-n`, from the second one on. The count is
 * the same whenever the same records are read, because twins share their millisecond and a part never splits one.
 */
export function createKeyer(site: string): (record: unknown) => string {
  const seen = new Map<string, number>();
  return (record) => {
    const key = recordKey(site, record);
    const occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, occurrence);
    return occurrence === 1 ? key : `${key}-${occurrence}`;
  };
}

function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quoteJson(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  let json = '';
  if (Array.isArray(value)) {
    for (const element of value) json += `${json === '' ? '' : ','}${canonicalJson(element)}`;
    return `[${json}]`;
  }
  // Checked above: an object, of which any member may be asked for.
  const members = value as Readonly<Record<string, unknown>>;
  for (const { name, quoted } of sortedNames(Object.keys(members))) {
    const member = members[name];
    if (member !== undefined) json += `${json === '' ? '' : ','}${quoted}${canonicalJson(member)}`;
  }
  return `{${json}}`;
}

interface SortedName {
  readonly name: string;
  /** As JSON, with its colon. */
  readonly quoted: string;
}

/** Records have few shapes, so that their names are sorted once for each. */
const shapes = new Map<string, readonly SortedName[]>();
/** What comes from outside may have any number of them. */
const MAX_SHAPES = 1000;

function sortedNames(names: readonly string[]): readonly SortedName[] {
  const shape = names.join(SEPARATOR);
  const known = shapes.get(shape);
  if (known?.length === names.length) return known;
  const sorted = names
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name): SortedName => ({ name, quoted: `${JSON.stringify(name)}:` }));
  // A name that holds the separator could pass for two.
  if (shapes.size < MAX_SHAPES && !names.some((name) => name.includes(SEPARATOR))) shapes.set(shape, sorted);
  return sorted;
}

const SEPARATOR = '\n';
