import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import type { InDoubtEntry, LedgerEntry } from '../../../src/core/sync/ledger.ts';
import { createLedgerFile, type LedgerFile } from '../../../src/core/sync/ledgerFile.ts';
import { NO_TALLY } from '../../../src/core/sync/run.ts';
import { createMemoryDisk, type MemoryDisk } from './memoryDisk.ts';

const FOLDER = '/routes/acme';
const FILE = `${FOLDER}/ledger.ndjson`;
const OLDER = `${FOLDER}/ledger.1.ndjson`;
const ALL = { limit: Number.POSITIVE_INFINITY };
const window = { fromMs: 1, toMs: 2 };

const line = (id: string, reason = 'cancelled'): InDoubtEntry => {
  return { type: 'inDoubt', id, run: 'r', atMs: 1, records: 2, window, reason };
};
const kept = (name: string): string => disk.media.files.get(name)?.toString('latin1') ?? '';
const idsOf = (entries: readonly LedgerEntry[]): readonly string[] => entries.map(({ id }) => id);

let disk: MemoryDisk;
let ledger: LedgerFile;
beforeEach(() => {
  disk = createMemoryDisk();
  ledger = createLedgerFile({ disk, folder: FOLDER });
});

/** Appends lines, ten at a time, until the file has become the older one. */
async function fill(name: string): Promise<readonly string[]> {
  const ids: string[] = [];
  do {
    const some = Array.from({ length: 10 }, (_, n) => `${name}${ids.length + n}`);
    await ledger.append(some.map((id) => line(id, 'x'.repeat(10_000))));
    ids.push(...some);
  } while ((await disk.size(FILE)) !== undefined);
  return ids;
}

describe('the file of the ledger', () => {
  test('gives every kind of line as it was written, the newest first', async () => {
    const summary = { run: 'r', window: undefined, startedAtMs: 1, endedAtMs: 2, tally: { ...NO_TALLY, fetched: 3 } };
    const failure = { code: 'timedOut', detail: { where: 'https://acme.atlassian.net', status: 504 } } as const;
    const entries: LedgerEntry[] = [
      { ...summary, type: 'window', id: 'a', kind: 'backfill', window },
      { ...summary, type: 'run', id: 'b', kind: 'retry', outcome: 'failed', lagMs: undefined, lost: window, failure },
      {
        ...summary,
        type: 'run',
        id: 'c',
        kind: 'sync',
        outcome: 'succeeded',
        lagMs: 9,
        lost: undefined,
        failure: undefined,
      },
      line('d'),
      { type: 'damaged', id: 'e', atMs: 1, file: '/x', window: undefined },
      { type: 'discarded', id: 'f', atMs: 1, records: 7 },
      { type: 'reset', id: 'g', atMs: 1 },
    ];
    expect(await ledger.read(ALL)).toEqual([]);
    await ledger.append(entries.slice(0, 3));
    await ledger.append([]);
    await ledger.append(entries.slice(3));
    expect(await ledger.read(ALL)).toEqual(entries.toReversed());
    expect(await ledger.read({ limit: 2 })).toEqual(entries.slice(-2).reverse());
    expect(disk.writes).toBe(2);
  });

  test('gives each id once, as it was written last', async () => {
    await ledger.append([line('a', 'first'), line('b')]);
    await ledger.append([line('a', 'second')]);
    expect(await ledger.read(ALL)).toEqual([line('a', 'second'), line('b')]);
  });

  test('leaves out what it cannot read', async () => {
    await ledger.append([line('a')]);
    const later = JSON.stringify({ type: 'fromALaterVersion', id: 'z', atMs: 1 });
    await disk.append(FILE, Buffer.from(`\n${later}\n\n{"type":"reset"}\nnull\n\0\0{"type":"inDoubt","id":"cut o`));
    await ledger.append([line('b')]);
    expect(await ledger.read(ALL)).toEqual([line('b'), line('a')]);
  });

  test('forgets the oldest lines when it has grown, and keeps the newest megabyte', async () => {
    const [first, second] = [await fill('a'), await fill('b')];
    await ledger.append([line('c')]);
    expect(first).toHaveLength(110);
    expect(idsOf(await ledger.read(ALL))).toEqual(['c', ...second.toReversed()]);
    expect((await disk.list(FOLDER)).toSorted()).toEqual(['ledger.1.ndjson', 'ledger.ndjson']);
  });

  test('grows on while it cannot be renamed', async () => {
    let held = true;
    const reluctant = disk.reopen((operation) => {
      if (held && operation === 'rename') throw new Failure('stateNotSaved', { where: FILE, remark: 'EBUSY' });
    });
    const own = createLedgerFile({ disk: reluctant, folder: FOLDER });
    await own.append([line('a', 'x'.repeat(1024 * 1024))]);
    await own.append([line('b')]);
    held = false;
    await own.append([line('c')]);
    expect(idsOf(await own.read(ALL))).toEqual(['c', 'b', 'a']);
    expect(await disk.list(FOLDER)).toEqual(['ledger.1.ndjson']);
  });

  test('has every line that was acknowledged, wherever the process was killed', async () => {
    const long = 'x'.repeat(400_000);
    const length = JSON.stringify(line('a', long)).length;
    for (const done of ['nothing', 'all', 1, 2, 7, length - 1, length, length + 1] as const) {
      for (let at = 1; at <= 7; at += 1) {
        disk = createMemoryDisk();
        const mine = disk.reopen();
        ledger = createLedgerFile({ disk: mine, folder: FOLDER });
        mine.crash({ at, done });
        const acknowledged: string[] = [];
        for (const id of ['a', 'b', 'c', 'd', 'e']) {
          await ledger.append([line(id, long)]).then(
            () => acknowledged.push(id),
            () => undefined,
          );
        }
        if (mine.dead && at % 2 === 0) disk.powerCut();
        ledger = createLedgerFile({ disk: disk.reopen(), folder: FOLDER });
        await ledger.append([line('next')]);
        const found = idsOf(await ledger.read(ALL));
        expect(found[0]).toBe('next');
        // Three of these lines make a file, and two files are kept.
        expect(found).toEqual(expect.arrayContaining(acknowledged.slice(-3)));
        expect(found.length).toBeLessThanOrEqual(acknowledged.length + 2);
      }
    }
  });

  const damages = {
    'random bytes over some lines': (bytes: Buffer) =>
      bytes.fill(Buffer.from([0xff, 0, 7, 0x0a, 0xc3, 0x7b]), 200, 400),
    'bytes of text within a line': (bytes: Buffer) => bytes.fill('#', 130, 140),
    'zeros in its middle': (bytes: Buffer) => bytes.fill(0, 150, 250),
    'a line without its end': (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 150), bytes.subarray(170)]),
    'a line that was cut off, and not written again': (bytes: Buffer) =>
      Buffer.concat([bytes, Buffer.from('\n{"type":"inDoubt","id":"x"'), bytes]),
    'something else before it': (bytes: Buffer) => Buffer.concat([Buffer.from('garbage'), bytes]),
  };
  test.each(Object.entries(damages))('with %s is kept aside and told once, and the rest is read', async (_, change) => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'ü'];
    await ledger.append(ids.map((id) => line(id)));
    const bytes = change(Buffer.from(disk.media.files.get(FILE) ?? []));
    for (const file of [FILE, OLDER]) {
      disk = createMemoryDisk();
      await disk.replace(file, bytes);
      const told: string[] = [];
      ledger = createLedgerFile({ disk, folder: FOLDER, onDamage: (damaged) => void told.push(damaged) });
      const before = idsOf(await ledger.read(ALL));
      expect(before.length).toBeGreaterThanOrEqual(3);
      await ledger.mend();
      expect(idsOf(await ledger.read(ALL))).toEqual(before);
      expect(disk.media.files.get(`${file}.damaged`)).toEqual(bytes);
      await ledger.append([line('next')]);
      await ledger.mend();
      expect(told).toEqual([`${file}.damaged`]);
      expect(idsOf(await ledger.read(ALL))).toEqual(['next', ...before]);
    }
  });

  test('that a crash has cut off, or left zeros in, is not damaged', async () => {
    const told: string[] = [];
    const own = createLedgerFile({ disk, folder: FOLDER, onDamage: (file) => void told.push(file) });
    const lines = ['a', 'b', 'ä'].map((id) => line(id));
    const bytes = Buffer.from(lines.map((one) => `\n${JSON.stringify(one)}`).join(''));
    for (let length = 0; length <= bytes.length; length += 1) {
      for (const zeros of [0, 1, 300]) {
        await own.clear();
        await own.append([line('first')]);
        await disk.append(FILE, Buffer.concat([bytes.subarray(0, length), Buffer.alloc(zeros)]));
        await own.mend();
        // As whoever opens the route does: read from the state, with members in another order.
        await own.append(lines.map(({ type, id, atMs, ...rest }) => ({ type, id, atMs, ...rest })));
        const before = kept(FILE);
        await own.mend();
        expect(kept(FILE)).toBe(before);
      }
    }
    expect(told).toEqual([]);
    expect(await disk.list(FOLDER)).toEqual(['ledger.ndjson']);
  });

  test('that was cut off several times, as the disk was full, is not damaged', async () => {
    const json = JSON.stringify(line('b'));
    const told: string[] = [];
    const own = createLedgerFile({ disk, folder: FOLDER, onDamage: (file) => void told.push(file) });
    await own.append([line('a')]);
    await disk.append(FILE, Buffer.from(`\n${json.slice(0, 60)}\n${json.slice(0, 20)}\n`));
    await own.mend();
    await own.append([line('b')]);
    // By a process that was late.
    await disk.append(FILE, Buffer.from(`\n${json.slice(0, 50)}`));
    await own.append([line('c')]);
    await own.mend();
    expect(told).toEqual([]);
    expect(idsOf(await own.read(ALL))).toEqual(['c', 'b', 'a']);
  });

  test('of garbage alone, or behind all lines, is told, and looked through at once', async () => {
    const garbage = Buffer.from(Array.from({ length: 500_000 }, (_, at) => (at * 7919 + (at >> 5)) % 256));
    for (const before of [[], [line('a')]]) {
      disk = createMemoryDisk();
      const told: string[] = [];
      const own = createLedgerFile({ disk, folder: FOLDER, onDamage: (file) => void told.push(file) });
      if (before.length > 0) await own.append(before);
      await disk.append(FILE, Buffer.concat([Buffer.from('\n'), garbage]));
      await own.mend();
      expect(told).toEqual([`${FILE}.damaged`]);
      expect(idsOf(await own.read(ALL))).toEqual(before.map(({ id }) => id));
    }
  });

  test('is looked through at once, also where zeros stand for most of it', async () => {
    const bytes = Buffer.alloc(1024 * 1024);
    bytes.write('x', bytes.length - 1);
    await disk.replace(FILE, bytes);
    await ledger.append([line('a')]);
    await ledger.mend();
    expect(idsOf(await ledger.read(ALL))).toEqual(['a']);
    expect(disk.media.files.get(`${OLDER}.damaged`)?.length).toBeGreaterThan(bytes.length);
  });

  test('keeps what a later version has written', async () => {
    await ledger.append([line('a')]);
    await disk.append(FILE, Buffer.from('\n{"type":"later","id":"z"}\n\nnull'));
    await ledger.append([line('b')]);
    const before = kept(FILE);
    await ledger.mend();
    expect(kept(FILE)).toBe(before);
  });

  test('is empty when it was cleared', async () => {
    await fill('a');
    await ledger.append([line('b')]);
    await ledger.clear();
    expect(await ledger.read(ALL)).toEqual([]);
    expect(await disk.list(FOLDER)).toEqual([]);
  });
});
