import { expect, test } from 'vitest';
import { queryWithData } from '../../../../src/core/kql/results/queryWithData.ts';
import { loadKustoOfTests } from './loadKustoOfTests.ts';
import { tableOf } from './tableOf.ts';

const DAY = 864_000_000_000;
const table = tableOf({
  TimeGenerated: ['datetime', DAY, 3 * DAY, 2 * DAY],
  Summary: ['string', 'one', 'three', 'two'],
  Category: ['string', 'a', 'c', 'b'],
});
const query = {
  text: 'T | where Summary != "x" | project Summary',
  tables: new Map([['T', table]]),
  output: [{ name: 'Summary', type: 'string' as const }],
  now: '2020-01-04T00:00:00.0000000Z',
  functions: [],
};

test('has the data that the query uses before it, and is a query', async () => {
  const text = queryWithData(query);
  expect(text).toBe(`// now() was 2020-01-04T00:00:00.0000000Z; where this runs, it is another time.
// T: all 3 records.
let T = datatable (Summary:string) [
    "one",
    "three",
    "two"
];
T | where Summary != "x" | project Summary`);
  expect((await loadKustoOfTests())(text)).toEqual([]);
});

test.each([
  ['rows', { maxRows: 2, maxLength: 10_000 }],
  ['characters', { maxRows: 1000, maxLength: 30 }],
])('has the newest records when there are too many %s', (_, limits) => {
  const text = queryWithData({ ...query, limits });
  expect(text).toContain('// T: only the newest 2 of 3 records.');
  expect(text).toContain('[\n    "three",\n    "two"\n]');
});

test.each([
  ['T | where * has "x" | count', ['TimeGenerated', 'Summary', 'Category']],
  ['search "x"', ['TimeGenerated', 'Summary', 'Category']],
  ['T | project-keep Cat*', ['TimeGenerated', 'Summary', 'Category']],
  ['T | where Category == 1', ['Summary', 'Category']],
])('has all columns that %s may use', (text, names) => {
  const written = queryWithData({ ...query, text });
  expect(written).toContain(
    `datatable (${names.map((name) => `${name}:${name === 'TimeGenerated' ? 'datetime' : 'string'}`).join(', ')})`,
  );
});

test('has stored functions that the query calls', () => {
  const text = queryWithData({ ...query, text: 'F()', functions: ['let F = () { T | project Category };\n'] });
  expect(text).toContain('Category:string');
  expect(text.endsWith('let F = () { T | project Category };\nF()')).toBe(true);
});
