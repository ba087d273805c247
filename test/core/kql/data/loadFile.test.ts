import { describe, expect, test } from 'vitest';
import { loadData } from '../../../../src/core/kql/data/loadData.ts';
import type { DataLimits, LoadedData } from '../../../../src/core/kql/data/loadedData.ts';
import { datetimeOfUnixMs, TypedScalar } from '../../../../src/core/kql/values.ts';
import { memoryFiles } from './memoryFiles.ts';

const TIME_MS = Date.UTC(2026, 10, 22, 1, 2, 3, 456);
const RECORD = {
  author: { displayName: 'Ann', accountId: 'a1', isGuest: false },
  remoteAddress: '192.0.2.1',
  creationDate: TIME_MS,
  summary: 'Space created',
  category: 'Spaces',
  sysAdmin: true,
  affectedObject: { name: 'Docs', objectType: 'Space' },
  changedValues: [{ name: 'Key', oldValue: '', newValue: 'DOCS' }],
  associatedObjects: [],
};
const ROW = {
  TimeGenerated: '2026-11-22T01:02:03.456Z',
  Summary: 'Space created',
  CreationDate: TIME_MS,
  SysAdmin: true,
  ChangedValues: [{ name: 'Key' }],
};

async function load(content: string | Uint8Array, limits?: Partial<DataLimits>): Promise<LoadedData> {
  const all = { maxRows: 1000, maxBytes: 1_000_000, ...limits };
  return loadData(
    { kind: 'file', file: '/tmp/data.x', receivedAtMs: 1_700_000_000_000 },
    { files: memoryFiles({ '/tmp/data.x': content }), limits: all },
  );
}

/** The cells of some columns of the mapped rows. */
function cells(data: LoadedData, names: readonly string[], table = 'ConfluenceAuditLogs_CL') {
  const { columns, rows } = data.tables.get(table) ?? { columns: [], rows: [] };
  return rows.map((row) => names.map((name) => row[columns.findIndex((column) => column.name === name)]));
}

const SEEN = ['TimeGenerated', 'Summary', 'CreationDate', 'SysAdmin'];
const EXPECTED = [datetimeOfUnixMs(TIME_MS), 'Space created', TIME_MS, true];
const ndjson = (...values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join('\n');
const utf16 = (text: string, mark: boolean) => Buffer.from(mark ? `\ufeff${text}` : text, 'utf16le');

describe('a file of audit records', () => {
  test.each([
    ['NDJSON', ndjson(RECORD, RECORD)],
    [
      'NDJSON with CRLF, empty lines and a byte order mark',
      `\ufeff${JSON.stringify(RECORD)}\r\n\r\n${JSON.stringify(RECORD)}\r\n`,
    ],
    ['an array', JSON.stringify([RECORD, RECORD])],
    ['an array over several lines', JSON.stringify([RECORD, RECORD], null, 2)],
    ['an audit page', JSON.stringify({ results: [RECORD, RECORD], start: 0 })],
    ['an audit page over several lines', JSON.stringify({ results: [RECORD, RECORD], start: 0 }, null, '\t')],
    ['audit pages, one a line', ndjson({ results: [RECORD] }, { results: [RECORD] })],
    ['objects over several lines', `${JSON.stringify(RECORD, null, 2)}\n${JSON.stringify(RECORD, null, 2)}`],
    ['UTF-16 with a byte order mark', utf16(ndjson(RECORD, RECORD), true)],
    ['UTF-16 without one', utf16(ndjson(RECORD, RECORD), false)],
    [
      'CSV',
      `creationDate,summary,category,sysAdmin,author.displayName,changedValues\r\n${`${TIME_MS},Space created,Spaces,true,Ann,"[{""name"":""Key""}]"\r\n`.repeat(2)}`,
    ],
  ])('is read as %s, and mapped', async (_, content) => {
    const data = await load(content);
    expect(cells(data, [...SEEN, 'AuthorDisplayName'])).toEqual([
      [...EXPECTED, 'Ann'],
      [...EXPECTED, 'Ann'],
    ]);
    expect(cells(data, ['summary', 'creationDate'], 'RawConfluenceAudit')).toHaveLength(2);
    expect(data.newest).toBe(datetimeOfUnixMs(TIME_MS));
    expect(data.remarks).toEqual([]);
  });

  test('gives twins different keys', async () => {
    const [first, second] = cells(await load(ndjson(RECORD, RECORD)), ['EventOriginalUid']).flat();
    expect(second).toBe(`${first}-2`);
  });

  test('has its further fields as columns of the raw table, null where others have them', async () => {
    const data = await load(ndjson(RECORD, { ...RECORD, toString: 7, extra: { deep: 1.5 } }));
    expect(cells(data, ['toString', 'extra'], 'RawConfluenceAudit')).toEqual([
      [null, null],
      [7, { deep: 1.5 }],
    ]);
    expect(data.tables.get('RawConfluenceAudit')?.columns.slice(-2)).toEqual([
      { name: 'toString', type: 'long' },
      { name: 'extra', type: 'dynamic' },
    ]);
  });

  test('takes the time of receiving for a record without one', async () => {
    const { creationDate: _, ...rest } = RECORD;
    expect((await load(ndjson(rest))).newest).toBe(datetimeOfUnixMs(1_700_000_000_000));
  });

  test('keeps what JSON.parse loses', async () => {
    const text = `{"creationDate":1.7e12,"summary":"x","extra":[9007199254740993,1.0,-5],"big":12345678901234567}`;
    const data = await load(text);
    expect(cells(data, ['extra', 'big'], 'RawConfluenceAudit')).toEqual([
      [[9007199254740993n, new TypedScalar('real', 1), -5], 12345678901234567n],
    ]);
    expect(data.newest).toBe(datetimeOfUnixMs(1.7e12));
  });

  test('keeps it also where there are spaces before the colons', async () => {
    const text = `{"creationDate" : ${TIME_MS}, "big" : 12345678901234567, "real" : 2.0}`;
    expect(cells(await load(text), ['big', 'real'], 'RawConfluenceAudit')).toEqual([[12345678901234567n, 2]]);
  });
});

describe('a file of mapped rows', () => {
  test('has no time where it names a day that does not exist', async () => {
    const rows = ndjson(ROW, { ...ROW, TimeGenerated: '2026-02-30T01:02:03.456Z' });
    expect(cells(await load(rows), ['TimeGenerated'])).toEqual([[datetimeOfUnixMs(TIME_MS)], [null]]);
  });

  const csv = 'TimeGenerated [UTC],Summary,CreationDate,SysAdmin,ChangedValues';
  test.each([
    ['NDJSON', ndjson(ROW)],
    [
      'CSV of the page of Log Analytics',
      `${csv}\n"11/22/2026, 1:02:03.456 AM",Space created,${TIME_MS},true,"[{""name"":""Key""}]"`,
    ],
    [
      'CSV with semicolons',
      `${csv.replaceAll(',', ';')}\n2026-11-22T01:02:03.456Z;Space created;${TIME_MS};True;"[{""name"":""Key""}]"`,
    ],
    [
      'JSON whose dynamic columns are texts',
      JSON.stringify([{ ...ROW, ChangedValues: JSON.stringify(ROW.ChangedValues) }]),
    ],
  ])('is taken as it is, from %s', async (_, content) => {
    const data = await load(content);
    expect(cells(data, [...SEEN, 'ChangedValues', 'Category', 'AuthorIsGuest'])).toEqual([
      [...EXPECTED, [{ name: 'Key' }], '', null],
    ]);
    expect(data.tables.get('RawConfluenceAudit')?.rows).toEqual([]);
  });

  test('may have further columns', async () => {
    const data = await load(ndjson(ROW, { ...ROW, Type: 'ConfluenceAuditLogs_CL' }));
    expect(cells(data, ['Type'])).toEqual([[''], ['ConfluenceAuditLogs_CL']]);
  });

  test('says how many have no time', async () => {
    const data = await load(ndjson(ROW, { ...ROW, TimeGenerated: 'yesterday' }));
    expect(cells(data, ['TimeGenerated'])).toEqual([[datetimeOfUnixMs(TIME_MS)], [null]]);
    expect(data.remarks).toEqual(['Rows whose TimeGenerated cannot be read, and is null: 1.']);
  });
});

describe('a file that is not whole', () => {
  test.each([
    ['NDJSON', `${ndjson(RECORD)}\n{"creationDate":17`, 2],
    ['an array', `[\n${JSON.stringify(RECORD)},\n{"summary":"x`, 3],
    ['an array without its end', `[\n${JSON.stringify(RECORD)},\n`, 3],
  ])('gives what is whole, and says where it ends: %s', async (_, content, line) => {
    const data = await load(content);
    expect(cells(data, SEEN)).toEqual([EXPECTED]);
    expect(data.remarks).toEqual([`data.x ends within the record that begins in line ${line}, which was left out.`]);
  });

  test.each([
    ['rows', { maxRows: 2 }, 'Only the first 2 records of data.x were read.'],
    ['bytes', { maxBytes: 2 * ndjson(RECORD).length + 50 }, 'Only the first 0 MB of data.x were read.'],
  ])('is read up to a limit of %s', async (_, limits, remark) => {
    const data = await load(ndjson(RECORD, RECORD, RECORD, RECORD), limits);
    expect(cells(data, SEEN)).toEqual([EXPECTED, EXPECTED]);
    expect(data.remarks).toEqual([remark]);
  });
});

describe('a file that is something else', () => {
  test.each([
    ['nothing', '', 'data.x holds no audit records.'],
    ['other objects', '{"a":1}', 'Line 1 of data.x is no audit record. It must hold'],
    ['numbers in an array', '[1,2]', 'Line 1 of data.x holds something else than JSON objects.'],
    ['broken JSON', `${ndjson(RECORD)}\n{"creationDate":}\n${ndjson(RECORD)}`, 'Line 2 of data.x is no JSON.'],
    ['broken JSON in an array', `[\n${ndjson(RECORD)},\n{"creationDate":}\n]`, 'Line 3 of data.x is no JSON.'],
    ['objects without commas', `[${ndjson(RECORD)}\n${ndjson(RECORD)}]`, 'Line 2 of data.x is no JSON.'],
    ['prose', 'Dear all,\nhello', 'Line 2 of data.x is no audit record.'],
    [
      'a binary',
      new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 1, 1, 0, 0]),
      'data.x is no text file: it has a zero byte in line 1.',
    ],
    [
      'Latin 1',
      Buffer.from(`${ndjson(RECORD)}\n{"summary":"Z\u00fcrich"}`, 'latin1'),
      'data.x is neither UTF-8 nor UTF-16 after line 2.',
    ],
    [
      'records and rows',
      ndjson(RECORD, ROW),
      'Line 2 of data.x is a mapped row, after audit records: put them into files of their own.',
    ],
    [
      'rows and records',
      ndjson(ROW, RECORD),
      'Line 2 of data.x is an audit record, after mapped rows: put them into files of their own.',
    ],
    [
      'a record that is none',
      ndjson({ ...RECORD, sysAdmin: 'yes' }),
      'Line 1 of data.x is an audit record with a field of another type',
    ],
    [
      'CSV with too many values',
      'TimeGenerated,Summary\n2026-11-22,a\n2026-11-22,a,b',
      'Line 3 of data.x has more values than its first line has names.',
    ],
    ['CSV with an open quote', 'TimeGenerated,Summary\n2026-11-22,"a\n', 'A quoted value in data.x is never closed'],
  ])('is refused with the place: %s', async (_, content, sentence) => {
    await expect(load(content)).rejects.toMatchObject({
      name: 'DataError',
      message: expect.stringContaining(sentence),
    });
  });

  test('is refused when it is not there', async () => {
    const loading = loadData({ kind: 'file', file: '/none', receivedAtMs: 0 }, { files: memoryFiles({}) });
    await expect(loading).rejects.toThrow('/none cannot be read.');
  });
});
