import type { Fields } from './auditTables.ts';
import { parseJson } from './parseJson.ts';

/**
 * The audit record of a line of CSV: members of `author` and `affectedObject` are columns like `author.displayName`, or
 * the whole is JSON text; so are lists. Empty values are left out.
 */
export function recordOfTexts(fields: Fields): Fields {
  const record = new Map<string, unknown>();
  for (const [name, text] of Object.entries(fields)) {
    if (typeof text !== 'string' || text === '') continue;
    const [first = '', member] = name.split('.', 2);
    if (member === undefined) record.set(first, valueOfText(first, text));
    else if (PARTS.has(first)) {
      const part = record.get(first);
      record.set(first, { ...(typeof part === 'object' ? part : {}), [member]: valueOfText(member, text) });
    }
  }
  return Object.fromEntries(record);
}

const PARTS: ReadonlySet<string> = new Set(['author', 'affectedObject']);
const JSON_FIELDS: ReadonlySet<string> = new Set([...PARTS, 'changedValues', 'associatedObjects']);
const BOOLEANS: ReadonlySet<string> = new Set([
  ...['sysAdmin', 'superAdmin', 'externalCollaborator', 'isExternalCollaborator', 'isGuest'],
]);

function valueOfText(name: string, text: string): unknown {
  if (name === 'creationDate') return /^\s*\d+(\.0+)?\s*$/.test(text) ? Number(text) : text;
  if (BOOLEANS.has(name) && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (!JSON_FIELDS.has(name)) return text;
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
