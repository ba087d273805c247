import { expect, test } from 'vitest';
import { loadData } from '../../../../src/core/kql/data/loadData.ts';
import type { DataFiles } from '../../../../src/core/kql/data/loadedData.ts';
import { huntingQueries } from '../../../../src/core/kql/library/huntingQueries.ts';
import { workspaceSchema } from '../../../../src/core/kql/schema/workspaceSchema.ts';
import { SAMPLE_SEED } from '../../../../src/core/organization/organization.ts';
import { comparedTable } from '../../../conformance/comparedTable.ts';
import { createQueryRunner } from '../../../conformance/queryRunner.ts';
import { expectations, type Found } from './expectations.ts';
import { hoursOfStory } from './plantedStories.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 2, 18, 15, 30);

const noFiles: DataFiles = {
  read: () => {
    throw new Error('The sample is in no file.');
  },
  list: async () => [],
  stat: async () => ({ size: 0, mtimeMs: 0, isFolder: false }),
  join: (...parts) => parts.join('/'),
};
const site = 'https://sample.invalid';
const data = await loadData({ kind: 'sample', site, seed: SAMPLE_SEED, days: 60, nowMs: NOW_MS }, { files: noFiles });
const run = createQueryRunner({ schema: workspaceSchema(), tables: data.tables, now: data.newest ?? 0 });

function found(text: string): readonly Found[] {
  const outcome = run(text);
  if (outcome.kind !== 'table') throw new Error(JSON.stringify(outcome));
  const { columns, rows } = comparedTable(outcome.table);
  return rows.map((row) =>
    Object.fromEntries(
      columns.map(({ name }, index) => {
        const cell = row[index];
        return [name, typeof cell === 'object' && cell !== null ? JSON.stringify(cell) : cell];
      }),
    ),
  );
}

const results = new Map(huntingQueries.map(({ id, text }) => [id, found(text)]));

test('there are queries enough, each with an id of its own', () => {
  expect(huntingQueries.length).toBeGreaterThanOrEqual(20);
  expect(results.size).toBe(huntingQueries.length);
});

test.each(huntingQueries)('$id says what it is', ({ title, finds, tactic, text }) => {
  expect(text.split('\n').slice(0, 3)).toEqual([`// ${title}`, `// ${finds}`, `// Tactic: ${tactic}`]);
  expect(finds).toMatch(/^[A-Z].*\.$/);
  expect(text).toContain('let lookback = 30d;');
  expect(text).toContain('Account_0_Name');
});

test('every query has a story to find', () => {
  const expected = new Set(expectations.map(({ id }) => id));
  expect(huntingQueries.map(({ id }) => id).filter((id) => !expected.has(id))).toEqual([]);
});

test.each(expectations)(
  '$id finds the story "$story"',
  ({ id, story, planted, found: keyOf, days = 30, others = 0 }) => {
    const hours = hoursOfStory(story, { fromMs: NOW_MS - days * DAY_MS, toMs: NOW_MS });
    expect(hours.length).toBeGreaterThan(0);
    const keys = (results.get(id) ?? []).map(keyOf);
    const expected = new Set(hours.flatMap(planted));
    expect(expected.size).toBeGreaterThan(0);
    expect([...expected].filter((key) => !keys.includes(key))).toEqual([]);
    expect(keys.filter((key) => !expected.has(key)).length).toBeLessThanOrEqual(others);
  },
);

test.each(expectations.filter(({ others }) => others === undefined))(
  '$id finds nothing where there is nothing',
  ({ id }) => {
    const { text = '' } = huntingQueries.find((query) => query.id === id) ?? {};
    const quiet = createQueryRunner({ schema: workspaceSchema(), tables: emptyTables(), now: data.newest ?? 0 })(text);
    expect(quiet).toMatchObject({ kind: 'table', table: { rows: [] } });
  },
);

function emptyTables() {
  return new Map([...data.tables].map(([name, { columns }]) => [name, { columns, rows: [] }]));
}
