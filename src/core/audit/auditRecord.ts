/**
 * One record of Confluence Cloud's audit log, as the site sent it: unknown fields are kept, known ones are of their
 * documented type, null or absent. It has no id of its own (see recordKey.ts).
 * Source: developer.atlassian.com/cloud/confluence/rest/v1/api-group-audit, and records seen in the field.
 */
export interface AuditRecord {
  readonly author?: AuditAuthor | null | undefined;
  readonly remoteAddress?: string | null | undefined;
  /** Epoch milliseconds. */
  readonly creationDate?: number | null | undefined;
  readonly summary?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly category?: string | null | undefined;
  readonly sysAdmin?: boolean | null | undefined;
  readonly superAdmin?: boolean | null | undefined;
  readonly affectedObject?: AuditObject | null | undefined;
  readonly changedValues?: readonly unknown[] | null | undefined;
  readonly associatedObjects?: readonly unknown[] | null | undefined;
  readonly [field: string]: unknown;
}

export interface AuditAuthor {
  readonly type?: string | null | undefined;
  readonly displayName?: string | null | undefined;
  readonly username?: string | null | undefined;
  readonly userKey?: string | null | undefined;
  readonly accountId?: string | null | undefined;
  readonly accountType?: string | null | undefined;
  readonly publicName?: string | null | undefined;
  readonly externalCollaborator?: boolean | null | undefined;
  readonly isExternalCollaborator?: boolean | null | undefined;
  readonly isGuest?: boolean | null | undefined;
  readonly [field: string]: unknown;
}

export interface AuditObject {
  readonly name?: string | null | undefined;
  readonly objectType?: string | null | undefined;
  readonly [field: string]: unknown;
}

export type ParsedRecord =
  | { readonly ok: true; readonly record: AuditRecord }
  /** `reason` names the paths and types that do not fit, never their values. */
  | { readonly ok: false; readonly reason: string };

/** Reads one element of the `results` of an audit page. Never throws. The record is the value itself, not a copy. */
export function parseAuditRecord(value: unknown): ParsedRecord {
  const problems = misfits(value, RECORD, '');
  // Looked at above, field by field.
  return problems.length === 0
    ? { ok: true, record: value as AuditRecord }
    : { ok: false, reason: problems.join('; ') };
}

// A schema's check would copy each record, which takes three times as long and makes as much garbage as all the rest.
type Kind = 'text' | 'boolean' | 'time' | 'list' | Fields;
type Fields = readonly (readonly [name: string, kind: Kind])[];

const OBJECT: Fields = [
  ['name', 'text'],
  ['objectType', 'text'],
];
const AUTHOR: Fields = [
  ['type', 'text'],
  ['displayName', 'text'],
  ['username', 'text'],
  ['userKey', 'text'],
  ['accountId', 'text'],
  ['accountType', 'text'],
  ['publicName', 'text'],
  ['externalCollaborator', 'boolean'],
  ['isExternalCollaborator', 'boolean'],
  ['isGuest', 'boolean'],
];
const RECORD: Fields = [
  ['author', AUTHOR],
  ['remoteAddress', 'text'],
  ['creationDate', 'time'],
  ['summary', 'text'],
  ['description', 'text'],
  ['category', 'text'],
  ['sysAdmin', 'boolean'],
  ['superAdmin', 'boolean'],
  ['affectedObject', OBJECT],
  ['changedValues', 'list'],
  ['associatedObjects', 'list'],
];

/** Paths of the fields that are of another kind, each with what was expected there. */
function misfits(value: unknown, fields: Fields, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path || 'record'}: no object`];
  let found = NONE;
  for (const [name, kind] of fields) {
    // An object, of which any member may be asked for.
    const member = (value as Readonly<Record<string, unknown>>)[name];
    if (member === undefined || member === null) continue;
    if (typeof kind === 'object') found = joined(found, misfits(member, kind, path + name));
    else if (!isOf(kind, member)) found = [...found, `${path}${path && '.'}${name}: no ${kind}`];
  }
  return found;
}

function isOf(kind: Exclude<Kind, Fields>, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
      return Array.isArray(value);
    case 'time':
      return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LATEST_TIME_MS;
  }
}

function joined(some: readonly string[], more: readonly string[]): readonly string[] {
  return more.length === 0 ? some : [...some, ...more];
}

const NONE: readonly string[] = [];
/** The last instant that a JavaScript Date can hold. */
const LATEST_TIME_MS = 8_640_000_000_000_000;

/** Paths of what this record has beyond the known fields; elements of a list count as `changedValues[].name`. */
export function unknownFields(record: AuditRecord): readonly string[] {
  const found = new Set<string>();
  collect(record, RECORD_FIELDS, '', found);
  collect(record.author, AUTHOR_FIELDS, 'author.', found);
  collect(record.affectedObject, OBJECT_FIELDS, 'affectedObject.', found);
  for (const one of record.changedValues ?? []) collect(one, CHANGE_FIELDS, 'changedValues[].', found);
  for (const one of record.associatedObjects ?? []) collect(one, OBJECT_FIELDS, 'associatedObjects[].', found);
  return found.size === 0 ? NONE : [...found];
}

const RECORD_FIELDS: ReadonlySet<string> = namesOf(RECORD);
// `operations` is documented, and null in life.
const AUTHOR_FIELDS: ReadonlySet<string> = new Set([...namesOf(AUTHOR), 'operations']);
const OBJECT_FIELDS: ReadonlySet<string> = namesOf(OBJECT);
const CHANGE_FIELDS: ReadonlySet<string> = new Set([
  'name',
  'oldValue',
  'newValue',
  'hiddenOldValue',
  'hiddenNewValue',
]);

function collect(value: unknown, known: ReadonlySet<string>, prefix: string, found: Set<string>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  for (const name in value) if (!known.has(name)) found.add(prefix + name);
}

function namesOf(fields: Fields): ReadonlySet<string> {
  return new Set(fields.map(([name]) => name));
}
