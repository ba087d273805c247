import { expect, test } from 'vitest';
import { type DataDescription, nameOfData } from '../../../../src/core/kql/data/dataDescription.ts';
import { createHeldData } from '../../../../src/core/kql/data/heldData.ts';
import { memoryFiles } from './memoryFiles.ts';

const record = { creationDate: 1_700_000_000_000, summary: 'x' };
const handed = (id: string, count: number): DataDescription => ({
  kind: 'records',
  id,
  site: 'https://a.example',
  receivedAtMs: 0,
  records: Array.from({ length: count }, (_, index) => ({ record, key: `${id}-${index}` })),
});
const named = (id: string) => ({ kind: 'named' as const, name: nameOfData(handed(id, 0)) });

test('gives what it holds, by description and by name', async () => {
  const data = createHeldData({ files: memoryFiles({}) });
  const loaded = await data.get(handed('one', 2));
  expect(loaded?.tables.get('RawConfluenceAudit')?.rows).toHaveLength(2);
  expect(await data.get(handed('one', 2))).toBe(loaded);
  expect(await data.get(named('one'))).toBe(loaded);
  expect(await data.get(named('two'))).toBeUndefined();
});

test('gives up what was not used for longest when there are too many rows', async () => {
  const data = createHeldData({ files: memoryFiles({}) }, 10);
  await data.get(handed('one', 4));
  await data.get(handed('two', 4));
  await data.get(named('one'));
  await data.get(handed('three', 6));
  expect(await data.get(named('two'))).toBeUndefined();
  expect(await data.get(named('one'))).toBeDefined();
});

test('reads a file again when it has changed, and keeps on after one that cannot be read', async () => {
  const contents: Record<string, string> = { '/a': JSON.stringify(record) };
  const data = createHeldData({ files: memoryFiles(contents) });
  const file = { kind: 'file', file: '/a', receivedAtMs: 0 } as const;
  const before = await data.get(file);
  expect(await data.get(file)).toBe(before);
  contents['/a'] += `\n${JSON.stringify(record)}`;
  expect((await data.get(file))?.tables.get('RawConfluenceAudit')?.rows).toHaveLength(2);
  delete contents['/a'];
  await expect(data.get(file)).rejects.toThrow('/a cannot be read.');
  expect(await data.get(handed('one', 1))).toBeDefined();
});
