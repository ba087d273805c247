import { auditTable, type ColumnType } from '../../src/core/audit/auditTable.ts';

export type IngestedValue = string | number | boolean | null | object;
export type IngestedRow = Readonly<Record<string, IngestedValue>>;

/** The columns of a stream declaration: name and type. */
export type StreamColumns = ReadonlyMap<string, ColumnType>;

export const auditStreamColumns: StreamColumns = new Map(auditTable.map(({ name, type }) => [name, type]));

/**
 * What Log Analytics stores of a row that was sent: members without a column are dropped, values that are not of the
 * column's type are converted or become null, long texts are cut, and a time too far away is replaced. All of it
 * happens silently.
 */
export function storedRow(sent: unknown, columns: StreamColumns, receivedAtMs: number): IngestedRow {
  const members: ReadonlyMap<string, unknown> = new Map(
    typeof sent === 'object' && sent !== null ? Object.entries(sent) : [],
  );
  const row: Record<string, IngestedValue> = {};
  for (const [name, type] of columns) row[name] = cut(CONVERSIONS[type](members.get(name)));
  if (columns.has('TimeGenerated')) row['TimeGenerated'] = acceptedTime(row['TimeGenerated'], receivedAtMs);
  return row;
}

const DAY_MS = 86_400_000;
const MOST_BYTES = 65_536;

// "Cannot be older than 2 days before received time or more than a day in the future."
function acceptedTime(value: IngestedValue | undefined, receivedAtMs: number): string {
  const timeMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  const accepted = timeMs >= receivedAtMs - 2 * DAY_MS && timeMs <= receivedAtMs + DAY_MS;
  return new Date(accepted ? timeMs : receivedAtMs).toISOString();
}

const CONVERSIONS: Readonly<Record<ColumnType, (value: unknown) => IngestedValue>> = {
  string: (value) => {
    if (value === null || value === undefined) return '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  },
  datetime: (value) => {
    const timeMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
    return Number.isNaN(timeMs) ? null : new Date(timeMs).toISOString();
  },
  boolean: (value) => {
    if (typeof value === 'boolean') return value;
    if (value === 'true') return true;
    return value === 'false' ? false : null;
  },
  long: (value) => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return Number.isSafeInteger(number) && typeof number === 'number' ? number : null;
  },
  dynamic: (value) => {
    if (typeof value === 'object') return value;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  },
};

// A field holds 64 KB. A dynamic value that is longer is stored as the beginning of its JSON.
function cut(value: IngestedValue): IngestedValue {
  const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
  if (typeof text !== 'string' || text.length * 3 <= MOST_BYTES) return value;
  const bytes = Buffer.from(text);
  if (bytes.byteLength <= MOST_BYTES) return value;
  // A character that the limit splits is left out whole.
  return new TextDecoder().decode(bytes.subarray(0, MOST_BYTES), { stream: true });
}
