import { describe, expect, test } from 'vitest';
import { createJournal, type JournalEntry, readJournal } from '../../../src/core/sync/journal.ts';
import { createMemoryDisk } from './memoryDisk.ts';
import { keyAt } from './watchedKeys.ts';

const FILE = '/state/route/journal.1.0';
const NOW_MS = Date.UTC(2026, 10, 22);

function entry(number: number, changes: Partial<JournalEntry> = {}): JournalEntry {
  return {
    ...{ run: 'run', atMs: NOW_MS, bytes: 100 + number, window: { fromMs: NOW_MS, toMs: NOW_MS + 5 } },
    ...{ fingerprints: [keyAt(NOW_MS + number), keyAt(undefined, `${number}`)], released: [`id ${number}`] },
    ...changes,
  };
}

async function written(count = 3) {
  const disk = createMemoryDisk();
  const journal = createJournal(disk, FILE);
  const positions: number[] = [];
  for (let number = 0; number < count; number++) positions.push(await journal.begin(entry(number)));
  const bytes = disk.media.files.get(FILE) ?? Buffer.alloc(0);
  return { disk, journal, positions, bytes };
}

/** Read from a file of these bytes. */
function read(bytes: Buffer) {
  const disk = createMemoryDisk();
  disk.media.files.set(FILE, bytes);
  return readJournal(disk, FILE);
}

describe('a journal', () => {
  test('gives back what was begun, and what became of it', async () => {
    const { disk, journal, positions } = await written(4);
    const outcomes = ['delivered', 'refused', 'inDoubt'] as const;
    for (const [at, outcome] of outcomes.entries()) await journal.settle(positions[at] ?? -1, outcome);
    expect(await readJournal(disk, FILE)).toEqual({
      damaged: false,
      entries: [...outcomes, 'begun'].map((outcome, at) => ({ ...entry(at), position: positions[at], outcome })),
    });
  });

  test('that is not there is empty', async () => {
    expect(await readJournal(createMemoryDisk(), FILE)).toEqual({ entries: [], damaged: false });
  });

  test('takes what has no date, nothing released, or no records at all', async () => {
    const disk = createMemoryDisk();
    const odd = entry(0, { window: undefined, released: [], fingerprints: [] });
    const position = await createJournal(disk, FILE).begin(odd);
    expect((await readJournal(disk, FILE)).entries).toEqual([{ ...odd, position, outcome: 'begun' }]);
  });

  test('settles in place: on a full disk too, and may change its mind', async () => {
    const { disk, journal, positions, bytes } = await written(2);
    disk.media.spaceBytes = 0;
    await journal.settle(positions[1] ?? -1, 'inDoubt');
    await journal.settle(positions[1] ?? -1, 'delivered');
    expect(disk.media.files.get(FILE)?.length).toBe(bytes.length);
    expect((await readJournal(disk, FILE)).entries.map(({ outcome }) => outcome)).toEqual(['begun', 'delivered']);
  });

  test('cut off at any byte holds what is whole, and is not damaged', async () => {
    const { bytes, positions } = await written();
    const ends = [...positions.slice(1).map((position) => position - 1), bytes.length];
    for (let cut = 0; cut <= bytes.length; cut++) {
      const { entries, damaged } = await read(bytes.subarray(0, cut));
      expect({ cut, damaged, entries: entries.length }).toEqual({
        ...{ cut, damaged: false },
        entries: ends.filter((end) => end <= cut).length,
      });
    }
  });

  test('goes on behind a line that was cut off at any byte', async () => {
    const { bytes, positions } = await written(2);
    const [, second = 0] = positions;
    for (let cut = second - 1; cut < bytes.length; cut++) {
      const disk = createMemoryDisk();
      disk.media.files.set(FILE, bytes.subarray(0, cut));
      await createJournal(disk, FILE).begin(entry(2));
      const { entries, damaged } = await readJournal(disk, FILE);
      expect({ cut, damaged, bytes: entries.map((one) => one.bytes) }).toEqual({
        ...{ cut, damaged: false },
        bytes: [100, 102],
      });
    }
  });

  test('with any bit changed says that it is damaged, or still tells the same', async () => {
    const { bytes } = await written(2);
    const { entries: whole } = await read(bytes);
    let damages = 0;
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const { entries, damaged } = await read(changed);
      // One bit makes no mark another one, and no checksum fit: an entry is as it was, or is gone.
      for (const one of entries) expect(whole).toContainEqual(one);
      if (damaged) damages += 1;
      else expect({ bit, entries }).toEqual({ bit, entries: whole });
    }
    expect(damages).toBeGreaterThan(bytes.length * 7);
  });

  test.each([
    ['the first', 0],
    ['the last', 2],
  ])('of which %s line was written over keeps the others', async (_name, at) => {
    const { bytes, positions } = await written();
    bytes.fill('x', positions[at], (positions[at] ?? 0) + 20);
    const { entries, damaged } = await read(bytes);
    expect(damaged).toBe(true);
    expect(entries.map((one) => one.bytes)).toEqual([100, 101, 102].filter((_, index) => index !== at));
  });

  test('of a checksum that fits something else takes nothing from it', async () => {
    const disk = createMemoryDisk();
    const journal = createJournal(disk, FILE);
    await journal.begin({ ...entry(0), run: 'a' });
    const text = disk.media.files.get(FILE)?.toString() ?? '';
    // A whole line of another kind of entry: its checksum is right, and what it says is none.
    const { crc32 } = await import('node:zlib');
    const json = text.slice(text.indexOf('{')).replace('"run"', '"other"');
    const line = `\n? ${json.length} ${crc32(json).toString(16).padStart(8, '0')} ${json}`;
    expect(await read(Buffer.from(line))).toEqual({ entries: [], damaged: true });
  });
});
