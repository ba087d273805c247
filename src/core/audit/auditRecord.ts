import * as z from 'zod';

/**
 * One record of Confluence Cloud's audit log, as the site sent it: unknown fields are kept, known ones are of their
 * documented type or absent. It has no id of its own (see recordKey.ts).
 * Source: developer.atlassian.com/cloud/confluence/rest/v1/api-group-audit, and records seen in the field.
 */
export type AuditRecord = z.infer<typeof auditRecordSchema>;

export type ParsedRecord =
  | { readonly ok: true; readonly record: AuditRecord }
  /** `reason` names the paths and types that do not fit, never their values. */
  | { readonly ok: false; readonly reason: string };

/** Reads one element of the `results` of an audit page. Never throws. */
export function parseAuditRecord(value: unknown): ParsedRecord {
  const parsed = auditRecordSchema.safeParse(value);
  // The value itself, not the schema's copy of it: nothing is reordered, and nothing is held twice.
  if (parsed.success) return { ok: true, record: value as AuditRecord };
  const reason = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'record'}: ${issue.message}`).join('; ');
  return { ok: false, reason };
}

// The last instant that a JavaScript Date can hold.
const LATEST_TIME_MS = 8_640_000_000_000_000;

const text = z.string().nullish();
const flag = z.boolean().nullish();
const namedObject = z.looseObject({ name: text, objectType: text });

const authorSchema = z.looseObject({
  type: text,
  displayName: text,
  username: text,
  userKey: text,
  accountId: text,
  accountType: text,
  publicName: text,
  externalCollaborator: flag,
  isExternalCollaborator: flag,
  isGuest: flag,
});

const auditRecordSchema = z.looseObject({
  author: authorSchema.nullish(),
  remoteAddress: text,
  /** Epoch milliseconds. */
  creationDate: z.number().int().gte(0).lte(LATEST_TIME_MS).nullish(),
  summary: text,
  description: text,
  category: text,
  sysAdmin: flag,
  superAdmin: flag,
  affectedObject: namedObject.nullish(),
  changedValues: z.array(z.unknown()).nullish(),
  associatedObjects: z.array(z.unknown()).nullish(),
});

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

const NONE: readonly string[] = [];
const RECORD_FIELDS: ReadonlySet<string> = new Set(Object.keys(auditRecordSchema.shape));
// `operations` is documented, and null in life.
const AUTHOR_FIELDS: ReadonlySet<string> = new Set([...Object.keys(authorSchema.shape), 'operations']);
const OBJECT_FIELDS: ReadonlySet<string> = new Set(Object.keys(namedObject.shape));
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
