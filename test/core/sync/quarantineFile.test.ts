import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  createQuarantineFile,
  type QuarantineEntry,
  type QuarantineFile,
} from '../../../src/core/sync/quarantineFile.ts';
import { createMemoryDisk, type MemoryDisk } from './memoryDisk.ts';

const FOLDER = '/routes/acme';
const FILE = `${FOLDER}/quarantine.ndjson`;
const DAMAGED = `${FOLDER}/quarantine.damaged.ndjson`;
const ALL = { limit: Number.POSITIVE_INFINITY };

const entry = (id: string, others: Partial<QuarantineEntry> = {}): QuarantineEntry => {
  return { id, atMs: 5, timeMs: 4, reason: 'not an object', raw: { id, summary: 'Zoë\n🎉' }, ...others };
};

let disk: MemoryDisk;
let quarantine: QuarantineFile;
let damages: string[];
beforeEach(() => {
  disk = createMemoryDisk();
  damages = [];
  quarantine = open();
});

function open(on = disk): QuarantineFile {
  return createQuarantineFile({ disk: on, folder: FOLDER, onDamage: (file) => damages.push(file) });
}

const text = async (file = FILE): Promise<string> => (await disk.read(file))?.toString('utf8') ?? '';
const ids = async (file = quarantine): Promise<readonly string[]> => (await file.list(ALL)).map(({ id }) => id);

describe('the quarantine', () => {
  test('gives what was kept, as it came, the newest first', async () => {
    expect(await quarantine.count()).toBe(0);
    expect(await quarantine.list(ALL)).toEqual([]);
    const kept = [entry('a'), entry('b', { timeMs: undefined, raw: null }), entry('c', { raw: ['x', 1, {}] })];
    await quarantine.keep(kept.slice(0, 2));
    await quarantine.keep([]);
    await quarantine.keep(kept.slice(2));
    for (const file of [quarantine, open()]) {
      expect(await file.count()).toBe(3);
      expect(await file.list(ALL)).toEqual(kept.toReversed());
      expect(await file.list({ limit: 1 })).toEqual([kept[2]]);
      expect(await file.list({ limit: 0 })).toEqual([]);
      expect(await file.get('b')).toEqual(kept[1]);
      expect(await file.get('z')).toBeUndefined();
    }
  });

  test('gives each once, as it came last', async () => {
    await quarantine.keep([entry('a', { reason: 'first' }), entry('b')]);
    await quarantine.keep([entry('a', { reason: 'second' })]);
    for (const file of [quarantine, open()]) {
      expect(await file.list(ALL)).toEqual([entry('a', { reason: 'second' }), entry('b')]);
      expect(await file.count()).toBe(2);
    }
  });

  test('reads nothing to keep something', async () => {
    const operations: string[] = [];
    const watched = open(disk.reopen((operation) => void operations.push(operation)));
    await watched.keep([entry('a')]);
    await watched.keep([entry('b'), entry('c')]);
    await watched.keep([]);
    expect(operations).toEqual(['append', 'append']);
  });

  test('reads a large file once, and each record by itself', async () => {
    const many = Array.from({ length: 5_000 }, (_, n) => entry(`${n}`, { raw: 'x'.repeat(500) }));
    await quarantine.keep(many);
    const pieces = Math.ceil(((await disk.size(FILE)) ?? 0) / 1024 / 1024);
    let reads = 0;
    const watched = open(
      disk.reopen((operation) => {
        if (operation === 'readRange') reads += 1;
        // Removing one of many is not worth it.
        expect(operation).not.toBe('replace');
      }),
    );
    for (const id of ['0', '1700', '4999']) expect(await watched.get(id)).toEqual(many[Number(id)]);
    expect(await watched.count()).toBe(5_000);
    await watched.keep([entry('new')]);
    await watched.remove(['3']);
    expect(await watched.count()).toBe(5_000);
    expect(await watched.get('new')).toEqual(entry('new'));
    expect(await watched.get('3')).toBeUndefined();
    expect(reads).toBe(pieces + 4);
  });

  test('lets records go, and take up no room in the end', async () => {
    await quarantine.keep([entry('a'), entry('b'), entry('c')]);
    await quarantine.remove(['a', 'unknown']);
    await quarantine.remove(['unknown']);
    expect(await ids()).toEqual(['c', 'b']);
    expect(await ids(open())).toEqual(['c', 'b']);
    await quarantine.keep([entry('a')]);
    expect(await ids()).toEqual(['a', 'c', 'b']);
    await quarantine.remove(['a', 'b', 'c']);
    expect(await quarantine.count()).toBe(0);
    expect(await text()).toBe('');
    await quarantine.keep([entry('long', { raw: 'x'.repeat(100_000) }), entry('short')]);
    await quarantine.remove(['long']);
    expect((await text()).length).toBeLessThan(1_000);
    expect(await ids()).toEqual(['short']);
    expect(damages).toEqual([]);
  });

  test('sees what another process has kept, removed and written anew', async () => {
    const other = open(disk.reopen());
    await quarantine.keep([entry('a', { raw: 'x'.repeat(100_000) }), entry('b'), entry('c')]);
    expect(await ids(other)).toEqual(['c', 'b', 'a']);
    await quarantine.remove(['a']);
    expect(await ids(other)).toEqual(['c', 'b']);
    expect(await other.get('b')).toEqual(entry('b'));
    // Of the same length as before.
    const lines = (await text()).split('\n').filter(Boolean);
    await disk.replace(FILE, Buffer.from(`\n${lines.toReversed().join('\n')}`));
    expect(await other.get('b')).toEqual(entry('b'));
    expect(await ids(other)).toEqual(['b', 'c']);
    await quarantine.keep([entry('d')]);
    await other.keep([entry('e')]);
    expect(await ids(other)).toEqual(['e', 'd', 'b', 'c']);
  });

  test('loses nothing of what is kept while the file is written anew', async () => {
    let keeping: Promise<void> | undefined;
    const own: QuarantineFile = open(
      disk.reopen(async (operation) => {
        if (operation !== 'replace') return;
        keeping = own.keep([entry('b')]);
        await setImmediate();
      }),
    );
    await own.keep([entry('a')]);
    await own.remove(['a']);
    await keeping;
    expect(await ids(own)).toEqual(['b']);
    expect(await ids(open())).toEqual(['b']);
  });

  test('goes on after a disk that was full in the middle of a line', async () => {
    await quarantine.keep([entry('a')]);
    disk.media.spaceBytes = 30;
    await expect(quarantine.keep([entry('b')])).rejects.toMatchObject({ code: 'diskFull' });
    expect(await ids()).toEqual(['a']);
    disk.media.spaceBytes = 10_000;
    await quarantine.keep([entry('c')]);
    expect(await ids()).toEqual(['c', 'a']);
    expect(await ids(open())).toEqual(['c', 'a']);
  });

  test('puts aside what cannot be read, and what a crash cut off away', async () => {
    await quarantine.keep([entry('a'), entry('b')]);
    const whole = JSON.stringify(entry('a'));
    const remnants = ['{', '{"id":"a', whole.slice(0, -1), '{"removed":["a"'];
    const broken = ['\0\0\0\0', whole.replace('{', '['), whole.slice(0, -1).replace('"a"', '"other"')];
    await disk.append(FILE, Buffer.from(`\n${[...remnants, ...broken].join('\n')}\n\n${whole.slice(0, 50)}`));
    expect(await ids()).toEqual(['b', 'a']);
    expect(damages).toEqual([]);
    await quarantine.remove(['b']);
    expect(damages).toEqual([DAMAGED]);
    expect((await text(DAMAGED)).split('\n')).toEqual(['', ...broken]);
    expect((await text()).split('\n')).toHaveLength(2);
    await quarantine.remove([]);
    expect(await ids()).toEqual(['a']);
    expect(damages).toEqual([DAMAGED]);
  });

  test('forgets a line that a crash cut off at the end, whose record comes again', async () => {
    await quarantine.keep([entry('a')]);
    const whole = JSON.stringify({ ...entry('other'), raw: { '}': ['a "quoted" text', { b: '}' }] } });
    for (let length = 1; length < whole.length; length++) {
      await disk.append(FILE, Buffer.from(`\n${whole.slice(0, length)}`));
      const next = open();
      await next.mend(1);
      expect([damages, await ids(next)], whole.slice(0, length)).toEqual([[], ['a']]);
    }
    // However large it is: what is looked at of it is not.
    await disk.append(FILE, Buffer.from(`\n{"id":"other","raw":"${'\\"'.repeat(400_000)}`));
    await open().mend(1);
    expect(damages).toEqual([]);
    // What somebody has counted on, or was written to its end and is no JSON, is another matter.
    await disk.append(FILE, Buffer.from(`\n${whole.slice(0, 30)}`));
    await open().mend(2);
    expect(damages.splice(0)).toEqual([DAMAGED]);
    await disk.append(FILE, Buffer.from(`\n${whole.replace('{', '[')}`));
    await open().mend(1);
    expect(damages).toEqual([DAMAGED]);
  });

  test('is empty when it was cleared, also after a power cut', async () => {
    await quarantine.keep([entry('a')]);
    await disk.append(DAMAGED, Buffer.from('x'));
    await quarantine.clear();
    expect(await quarantine.count()).toBe(0);
    expect(await disk.list(FOLDER)).toEqual([]);
    await quarantine.clear();
    disk.powerCut();
    expect(await open(disk.reopen()).count()).toBe(0);
  });
});

describe('the quarantine of a process that is killed', () => {
  const some = fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 4 });
  const step = fc.record({
    method: fc.constantFrom('keep', 'keep', 'remove'),
    some,
    // Long ones make it worth writing the file anew.
    length: fc.constantFrom(1, 1, 100_000),
    crash: fc.option(
      fc.record({
        at: fc.constantFrom(1, 2),
        done: fc.oneof(fc.constantFrom('nothing' as const, 'all' as const), fc.nat({ max: 300 })),
        power: fc.boolean(),
      }),
      { nil: undefined },
    ),
  });

  test('misses nothing that was kept, and gives nothing back that was removed', async () => {
    const seen = { killed: 0, halfDone: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        disk = createMemoryDisk();
        damages = [];
        let mine = disk;
        let writer = open(mine);
        let reader = open(disk.reopen());
        let expected: readonly string[] = [];
        for (const { method, some: chosen, length, crash } of steps) {
          const without = expected.filter((id) => !chosen.includes(id));
          const after = method === 'keep' ? [...without, ...chosen] : without;
          if (crash !== undefined) mine.crash(crash);
          const entries = chosen.map((id) => entry(id, { raw: 'x'.repeat(length) }));
          const work = method === 'keep' ? writer.keep(entries) : writer.remove(chosen);
          const acknowledged = await work.then(
            () => true,
            () => false,
          );
          if (mine.dead) {
            seen.killed += 1;
            if (crash?.power) mine.powerCut();
            mine = disk.reopen();
            writer = open(mine);
            if (crash?.power) reader = open(disk.reopen());
          }
          const found = (await ids(open(mine.reopen()))).toReversed();
          if (acknowledged) expect(found).toEqual(after);
          else {
            // Of those that were kept, some were; of those that were removed, all were or none.
            const ways = method === 'keep' ? chosen.map((_, n) => chosen.slice(0, n + 1)) : [chosen];
            const outcomes = ways.map((done) => [
              ...expected.filter((id) => !done.includes(id)),
              ...(method === 'keep' ? done : []),
            ]);
            expect([expected, ...outcomes]).toContainEqual(found);
            if (found.length !== expected.length && found.length !== after.length) seen.halfDone += 1;
          }
          expect((await ids(writer)).toReversed()).toEqual(found);
          expect((await ids(reader)).toReversed()).toEqual(found);
          expect(await reader.count()).toBe(found.length);
          expected = found;
        }
      }),
      { numRuns: 200 },
    );
    expect(seen.killed).toBeGreaterThan(150);
    expect(seen.halfDone).toBeGreaterThan(5);
  });
});
