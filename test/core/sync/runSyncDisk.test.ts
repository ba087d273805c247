import { beforeEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/core/failure.ts';
import type { IsCall } from './world/dyingRun.ts';
import { createWorldOf, FOLDER, type World } from './world/world.ts';

let world: World;
beforeEach(() => {
  world = createWorldOf(100);
});

/** Time passes, and the dead are found silent. */
const nextSync = async () => {
  await world.clock.advance(60_000);
  return world.sync();
};

describe('a disk', () => {
  test('that is read-only lets nothing be sent', async () => {
    world.disk.media.readOnly = true;
    await expect(world.sync()).rejects.toMatchObject({ code: 'stateNotSaved' });
    expect(world.destination.sent).toEqual([]);
    world.disk.media.readOnly = false;
    await world.sync();
    world.site.records.push({ summary: 'New', creationDate: world.clock.nowMs() - 6000 });
    const process = world.start('late', (operation, file) => {
      if (operation === 'replace' && /state\.\d/.test(file)) world.disk.media.readOnly = true;
    });
    const sent = world.destination.sent.length;
    expect(await world.finish(process.run())).toMatchObject({ outcome: 'failed', failure: { code: 'stateNotSaved' } });
    expect(world.destination.sent.length).toBe(sent);
    world.disk.media.readOnly = false;
    await nextSync();
    expect(world.arrived()).toEqual(world.expected());
  });

  const fullAt = (matches: IsCall) => {
    let isFull = false;
    return world.start('full', (operation, file) => {
      if (!isFull && matches(operation, file)) {
        isFull = true;
        world.disk.media.spaceBytes = 0;
      }
    });
  };

  test.each<readonly [string, IsCall]>([
    ['before a batch is announced', (operation, file) => operation === 'append' && /journal/.test(file)],
    ['when a batch is acknowledged', (operation, file) => operation === 'overwrite' && /journal/.test(file)],
    ['when keys are saved', (operation, file) => operation === 'append' && /\.keys$/.test(file)],
    [
      'when the state is saved',
      (operation, file) => operation === 'replace' && /state\.\d/.test(file) && world.arrived().length > 0,
    ],
    [
      'when the ledger is written',
      (operation, file) => operation === 'append' && /ledger/.test(file) && world.arrived().length > 0,
    ],
    ['when the first state is saved', (operation, file) => operation === 'replace' && /state\.\d/.test(file)],
  ])('that is full %s costs nothing: nothing is lost, nothing repeated', async (_name, matches) => {
    const process = fullAt(matches);
    const summary = await world.finish(process.run()).catch((error: unknown) => error);
    expect(summary).toMatchObject(
      summary instanceof Failure ? { code: 'diskFull' } : { outcome: 'failed', failure: { code: 'diskFull' } },
    );
    const before = world.arrived().length;
    // Nothing more is sent while it stays so.
    await world.clock.advance(60_000);
    await world.sync().catch(() => undefined);
    expect(world.arrived().length).toBe(before);
    world.disk.media.spaceBytes = Number.POSITIVE_INFINITY;
    expect(await nextSync()).toMatchObject({ outcome: 'succeeded' });
    expect(world.arrived()).toEqual(world.expected());
    expect(await world.doubts()).toEqual([]);
    const all = await world.runs();
    expect(all.reduce((sum, { tally }) => sum + tally.delivered, 0)).toBe(100);
    expect((await world.state()).deliveredTotal).toBe(100);
    expect(all.at(-1)).toMatchObject({ outcome: 'succeeded' });
  });

  test('that loses its power keeps what was acknowledged', async () => {
    for (let at = 1; at < 6; at++) {
      const process = world.start();
      let sent = 0;
      const onProgress = () => {
        sent += 1;
        if (sent === at) world.disk.powerCut();
      };
      await world.runOrDie(process, undefined, { onProgress });
      await world.clock.advance(60_000);
    }
    expect(await world.sync()).toMatchObject({ outcome: 'succeeded' });
    expect(new Set(world.arrived()).size).toBe(100);
    const doubtful = await world.doubtful();
    expect(world.repeats()).toBeLessThanOrEqual(doubtful);
  });

  test('holds no more files after a run than it needs', async () => {
    await world.sync();
    await nextSync();
    expect(
      world
        .files(/./)
        .map((file) => file.slice(FOLDER.length + 1).replace(/\d{4}-\d\d-\d\d/, 'week'))
        .sort(),
    ).toEqual([...['keys/week.keys', 'keys/week.keys', 'lease.2', 'ledger.ndjson', 'state.2.json']]);
  });

  test('that removes nothing after a save fails no run', async () => {
    const process = world.start('busy', (operation, file) => {
      if (operation === 'remove' && /journal|state/.test(file)) {
        throw new Failure('stateNotSaved', { where: file, remark: 'EBUSY' });
      }
    });
    expect(await world.finish(process.run())).toMatchObject({ outcome: 'succeeded' });
  });
});
