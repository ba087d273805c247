import { expect, test } from 'vitest';
import { loadData, stateOfFiles } from '../../../../src/core/kql/data/loadData.ts';
import { memoryFiles } from './memoryFiles.ts';

const row = (time: string) => JSON.stringify({ TimeGenerated: time, Summary: 'x' });
const FILES = {
  '/f/a.example/ConfluenceAuditLogs_CL-2026-11-20.ndjson': `${row('2026-11-20T01:00:00.000Z')}\n{"TimeGen\n${row('2026-11-20T02:00:00.000Z')}\n`,
  '/f/a.example/ConfluenceAuditLogs_CL-2026-11-21.ndjson': `${row('2026-11-21T01:00:00.000Z')}\n`,
  '/f/a.example/notes.txt': 'nothing',
  '/f/b.example_8443/ConfluenceAuditLogs_CL-2026-11-21.ndjson': `${row('2026-11-21T03:00:00.000Z')}\n`,
  '/f/lose.ndjson': row('2020-01-01'),
};
const EMPTY_RAW = 'Synced rows do not keep the records that they were made of: RawConfluenceAudit is empty.';

async function load(site: string | undefined, maxRows = 100, files = memoryFiles(FILES)) {
  const data = await loadData({ kind: 'folder', folder: '/f', site }, { files, limits: { maxRows, maxBytes: 1e6 } });
  return { rows: data.tables.get('ConfluenceAuditLogs_CL')?.rows.length, remarks: data.remarks };
}

test('reads the rows of all days and sites, and leaves out what is none', async () => {
  const broken = "Lines of the folder's files that are no rows, and were left out: 1.";
  expect(await load(undefined)).toEqual({ rows: 4, remarks: [broken, EMPTY_RAW] });
});

test('reads those of one site, whose folder is named as the sync names it', async () => {
  expect(await load('https://b.example:8443')).toEqual({ rows: 1, remarks: [EMPTY_RAW] });
});

test('reads the newest days first, until there are enough', async () => {
  const enough = 'Only the newest 2 records of the folder were read: those after 2026-11-20.';
  expect(await load(undefined, 2)).toEqual({ rows: 2, remarks: [enough, EMPTY_RAW] });
});

test.each([
  ['of another site', () => load('https://c.example'), 'The folder /f holds no synced records of c.example.'],
  ['that is not there', () => load(undefined, 1, memoryFiles({})), 'The folder /f cannot be read.'],
])('says so of a folder %s', async (_, loading, sentence) => {
  await expect(loading()).rejects.toMatchObject({ name: 'DataError', message: sentence });
});

test('the state of a folder changes with its files', async () => {
  const data = { kind: 'folder', folder: '/f', site: undefined } as const;
  const before = await stateOfFiles(data, memoryFiles(FILES));
  const more = { ...FILES, '/f/a.example/ConfluenceAuditLogs_CL-2026-11-22.ndjson': '' };
  expect(await stateOfFiles(data, memoryFiles(more))).not.toBe(before);
  expect(await stateOfFiles(data, memoryFiles(FILES))).toBe(before);
});
