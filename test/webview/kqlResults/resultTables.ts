import type { FakeTable, FakeValue } from '../fakeResultsHost.ts';

const NEWEST_MS = Date.UTC(2026, 10, 22, 9, 15, 3, 123);
const CATEGORIES = ['Permissions', 'Users and groups', 'Spaces', 'Security', 'Global administration'];
const NAMES = ['Ana Souza', 'Bob Smith', 'Chen Wei', 'Dana Levi', 'Émile Roux', 'Fatima Zahra', 'Zoë 日本'];

/** Rows like those of audit records: 33 columns, of all types, with nulls, empty texts and long ones. */
export function auditTable(count: number): FakeTable {
  const columns = [
    ...[
      { name: 'TimeGenerated', type: 'datetime' },
      { name: 'Summary', type: 'string' },
      { name: 'Category', type: 'string' },
      { name: 'AuthorDisplayName', type: 'string' },
      { name: 'RemoteAddress', type: 'string' },
      { name: 'Events', type: 'long' },
      { name: 'Score', type: 'real' },
      { name: 'SysAdmin', type: 'bool' },
      { name: 'ChangedValues', type: 'dynamic' },
    ],
    ...Array.from({ length: 24 }, (_, index) => ({ name: `Extra${index + 1}`, type: 'string' })),
  ];
  const rows = Array.from({ length: count }, (_, index) => auditRow(index));
  return { columns, rows };
}

function auditRow(index: number): readonly FakeValue[] {
  return [
    new Date(NEWEST_MS - index * 61_000).toISOString().replace('T', ' ').slice(0, -1),
    index % 7 === 3 ? '' : `Page permission changed ${index}`,
    CATEGORIES[(index * 7) % CATEGORIES.length] ?? '',
    NAMES[(index * 5) % NAMES.length] ?? '',
    `10.0.${index % 256}.${(index * 3) % 256}`,
    index % 5 === 4 ? null : (index * 37) % 1000,
    (index % 100) / 8,
    index % 9 === 0,
    index % 4 === 1
      ? null
      : [{ name: 'Space', oldValue: '', newValue: `KEY${index}`, nested: { depth: { of: ['a', 'b', index] } } }],
    ...Array.from({ length: 24 }, (_, column) => `extra${column + 1} ${index}`),
  ];
}

/** Events for each hour of a day, in two series. */
export function hourlyTable(): FakeTable {
  return {
    columns: [
      { name: 'TimeGenerated', type: 'datetime' },
      { name: 'Permissions', type: 'long' },
      { name: 'Security', type: 'long' },
    ],
    rows: Array.from({ length: 24 }, (_, hour) => [
      new Date(Date.UTC(2026, 10, 21, hour)).toISOString(),
      Math.round(40 + 35 * Math.sin(hour / 3)),
      hour === 5 ? null : (hour * 13) % 29,
    ]),
  };
}

export function categoryTable(): FakeTable {
  return {
    columns: [
      { name: 'Category', type: 'string' },
      { name: 'count_', type: 'long' },
    ],
    rows: CATEGORIES.map((name, index) => [name, [412, 230, 118, 57, 9][index] ?? 0]),
  };
}
