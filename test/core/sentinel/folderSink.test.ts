import { appendFile, type FileHandle, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AuditRow, toRow } from '../../../src/core/audit/auditTable.ts';
import { Failure } from '../../../src/core/failure.ts';
import { JSON_LINES } from '../../../src/core/sentinel/batches.ts';
import { createFolderSink } from '../../../src/core/sentinel/folderSink.ts';
import { batchOf } from '../sync/batchOf.ts';
import { rowTextOf } from './rowTextOf.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const never = new AbortController().signal;
const row = (iso: string, site = 'https://acme.atlassian.net'): AuditRow =>
  toRow({ creationDate: Date.parse(iso), summary: iso }, { site, key: 'k', receivedAtMs: 0 });

async function sendAll(rows: readonly AuditRow[], into = folder): Promise<void> {
  const sink = createFolderSink(into);
  const batcher = sink.createBatcher();
  for (const each of rows) {
    const { full } = batcher.add(rowTextOf(each));
    if (full !== undefined) await sink.send(full, never);
  }
  const rest = batcher.rest();
  if (rest !== undefined) await sink.send(rest, never);
}

async function files(): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const lines = (await readFile(file, 'utf8')).split('\n');
    expect(lines.pop()).toBe('');
    found[path.relative(folder, file).replaceAll(path.sep, '/')] = lines.map((line): unknown => JSON.parse(line));
  }
  return found;
}

describe('a local folder', () => {
  test('holds one file a site and day, each row a line', async () => {
    const rows = [
      row('2026-11-20T23:59:59.999Z'),
      row('2026-11-21T00:00:00.000Z'),
      row('2026-11-21T12:00:00.000Z'),
      row('2026-11-21T12:00:00.000Z', 'https://127.0.0.1:8443'),
    ];
    await sendAll(rows);
    expect(await files()).toEqual({
      'acme.atlassian.net/ConfluenceAuditLogs_CL-2026-11-20.ndjson': [rows[0]],
      'acme.atlassian.net/ConfluenceAuditLogs_CL-2026-11-21.ndjson': [rows[1], rows[2]],
      '127.0.0.1_8443/ConfluenceAuditLogs_CL-2026-11-21.ndjson': [rows[3]],
    });
  });

  const FILE = 'acme.atlassian.net/ConfluenceAuditLogs_CL-2026-11-21.ndjson';
  const linesOf = async () => (await readFile(path.join(folder, FILE), 'utf8')).split('\n').filter(Boolean);

  test('is appended to; a line that a crash cut off does not spoil the next one', async () => {
    const [first, second] = [row('2026-11-21T01:00:00.000Z'), row('2026-11-21T02:00:00.000Z')];
    await sendAll([first]);
    const cut = JSON.stringify(second).slice(0, 300);
    await appendFile(path.join(folder, FILE), cut);
    await sendAll([second]);
    expect(await linesOf()).toEqual([JSON.stringify(first), cut, JSON.stringify(second)]);
  });

  test('keeps every row of several that write the same file at once', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => ({
      ...row('2026-11-21T01:00:00.000Z'),
      Summary: `${index}`,
    }));
    await Promise.all([sendAll(many), sendAll(many), sendAll(many)]);
    const summaries = (await linesOf()).map((line): string => JSON.parse(line).Summary);
    expect(summaries.sort()).toEqual([...many, ...many, ...many].map(({ Summary }) => Summary).sort());
  });

  test('that is missing is not made up for, neither by a check nor by a send', async () => {
    const gone = path.join(folder, 'not', 'mounted');
    await expect(createFolderSink(gone).check(never)).rejects.toMatchObject({ code: 'folderMissing' });
    await expect(sendAll([row('2026-11-21T01:00:00.000Z')], gone)).rejects.toMatchObject({ code: 'folderMissing' });
    expect(await readdir(folder)).toEqual([]);
  });

  test('is checked without leaving anything behind', async () => {
    expect(await createFolderSink(folder).check(never)).toBe('accepted');
    expect(await readdir(folder)).toEqual([]);
  });

  test('that is a file is told apart', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    await expect(createFolderSink(path.join(file, 'below')).check(never)).rejects.toMatchObject({
      code: 'folderMissing',
    });
    await expect(sendAll([row('2026-11-21T01:00:00.000Z')], file)).rejects.toMatchObject({
      code: expect.stringMatching(/^folder/),
    });
  });

  const batch = batchOf(['{"Summary":"first"}', '{"Summary":"second"}'], JSON_LINES);

  test('takes rows as they are', async () => {
    await createFolderSink(folder).send(batch, never);
    expect(await readFile(path.join(folder, batch.group), 'utf8')).toBe('{"Summary":"first"}\n{"Summary":"second"}\n');
  });

  test.each([
    ['when it is full already', { free: 0 }, { code: 'diskFull', mayHaveArrived: undefined, lines: 0 }],
    [
      'when it gets full in between, as nothing of it stays',
      { free: 25 },
      { code: 'diskFull', mayHaveArrived: undefined, lines: 0 },
    ],
    [
      'when nobody knows what is on the disk',
      { sync: 'EIO' },
      { code: 'folderFailed', mayHaveArrived: true, lines: 2 },
    ],
  ])('says whether a batch may have arrived %s', async (_name, disk, { code, mayHaveArrived, lines }) => {
    const sending = createFolderSink(folder, openOn(disk)).send(batch, never);
    const failure = await sending.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ code, detail: { where: folder } });
    expect((failure as Failure).detail.mayHaveArrived).toBe(mayHaveArrived);
    const text = await readFile(path.join(folder, batch.group), 'utf8');
    expect(text.split('\n').filter(Boolean)).toHaveLength(lines);
  });

  test('keeps rows that are on the disk though their file does not close well', async () => {
    await createFolderSink(folder, openOn({ close: 'EIO' })).send(batch, never);
    expect(await readFile(path.join(folder, batch.group), 'utf8')).toContain('second');
  });
});

interface Disk {
  /** How many bytes there is room for. */
  readonly free?: number;
  /** The error of that step, which is done all the same. */
  readonly sync?: string;
  readonly close?: string;
}

/** Opens real files on a disk that fills up or fails. */
function openOn({ free = Number.POSITIVE_INFINITY, sync, close }: Disk): typeof open {
  const fail = (code: string | undefined) => {
    if (code !== undefined) throw Object.assign(new Error(code), { code });
  };
  return async (...args) => {
    const file = await open(...args);
    let left = free;
    const write = async (bytes: Buffer, from: number) => {
      if (left === 0) fail('ENOSPC');
      const { bytesWritten } = await file.write(bytes, from, Math.min(left, bytes.length - from));
      left -= bytesWritten;
      return { bytesWritten, buffer: bytes };
    };
    const failing = {
      write,
      sync: async () => fail((await file.sync()) ?? sync),
      close: async () => fail((await file.close()) ?? close),
    };
    // Only these three are called in another way.
    return new Proxy(file, {
      get: (target, name) => Reflect.get(name in failing ? failing : target, name, name in failing ? failing : target),
    }) as FileHandle;
  };
}
