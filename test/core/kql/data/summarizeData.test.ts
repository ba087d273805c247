import { expect, test } from 'vitest';
import { loadData } from '../../../../src/core/kql/data/loadData.ts';
import { summarizeData } from '../../../../src/core/kql/data/summarizeData.ts';
import { memoryFiles } from './memoryFiles.ts';

test('offers frequent texts and what is inside dynamic values', async () => {
  const records = [
    { creationDate: 1, summary: 'rare', changedValues: [{ name: 'a', oldValue: 1 }], extra: 'x'.repeat(300) },
    { creationDate: 2, summary: 'often', changedValues: [{ name: 'b', deep: { isIt: true } }], extra: 'x' },
    { creationDate: 3, summary: 'often', changedValues: null, mixed: [1, 'a'] },
    { creationDate: 4, summary: '', affectedObject: { name: 'n' } },
  ].map((record, index) => ({ record, key: `${index}` }));
  const loaded = await loadData(
    { kind: 'records', id: '1', site: 'https://a.example', receivedAtMs: 0, records },
    { files: memoryFiles({}) },
  );
  const raw = summarizeData(loaded).tables.find(({ name }) => name === 'RawConfluenceAudit');
  const column = (wanted: string) => raw?.columns.find(({ name }) => name === wanted);
  expect(column('summary')?.values).toEqual(['often', 'rare']);
  expect(column('extra')?.values).toEqual(['x']);
  expect(column('creationDate')).toEqual({ name: 'creationDate', type: 'long', values: [] });
  expect(column('changedValues')?.shape).toEqual({
    kind: 'array',
    element: {
      kind: 'bag',
      properties: [
        { name: 'name', shape: { kind: 'scalar', type: 'string' } },
        { name: 'oldValue', shape: { kind: 'scalar', type: 'long' } },
        {
          name: 'deep',
          shape: { kind: 'bag', properties: [{ name: 'isIt', shape: { kind: 'scalar', type: 'bool' } }] },
        },
      ],
    },
  });
  expect(column('mixed')?.shape).toEqual({ kind: 'array', element: { kind: 'unknown' } });
  expect(column('associatedObjects')?.shape).toEqual({ kind: 'unknown' });
});

test('the sample has all its columns, and records up to now only', async () => {
  const nowMs = Date.UTC(2026, 10, 22, 12, 30);
  const loaded = await loadData(
    { kind: 'sample', site: 'https://sample.example', seed: 1, days: 7, nowMs },
    { files: memoryFiles({}) },
  );
  const { rows, columns } = loaded.tables.get('ConfluenceAuditLogs_CL') ?? { rows: [], columns: [] };
  expect(columns).toHaveLength(33);
  const times = rows.map((row) => Number(row[columns.findIndex(({ name }) => name === 'CreationDate')]));
  expect(times.length).toBeGreaterThan(500);
  expect(Math.max(...times)).toBeLessThanOrEqual(nowMs);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(nowMs - 7 * 86_400_000);
  const [table] = summarizeData(loaded).tables;
  expect(table?.columns.find(({ name }) => name === 'Category')?.values.length).toBeGreaterThan(3);
});
