import { expect, test } from 'vitest';
import { exportRoute } from '../../../src/core/sync/exportRoute.ts';
import { importRoute } from '../../../src/core/sync/importRoute.ts';
import { openSleeper } from './world/sleeper.ts';
import { createWorld, FOLDER, SITE, type World } from './world/world.ts';

const DESTINATION = 'the destination';

test('an import that slept while it wrote keys anew does not forget what a rival has delivered meanwhile', async () => {
  const world = createWorld();
  await deliverInManyPasses(world);
  const file = await exportOfAnother(world);
  const { store, asleep } = await openSleeper(world, { whileWriting: /\.keys$/, forMs: 120_000 });
  const imported = importRoute({
    ...{ store, folder: FOLDER, site: SITE, destination: DESTINATION, nowMs: world.clock.nowMs },
    async *read() {
      yield* file;
    },
  }).then(
    () => 'imported',
    (error: unknown) => error,
  );
  expect(await Promise.race([asleep, imported])).toBeUndefined();

  await world.clock.advance(30_000);
  world.site.records.push({ summary: 'Of the rival', creationDate: world.clock.nowMs() - 10_000 });
  expect(await world.finish(world.start('rival').run())).toMatchObject({
    outcome: 'succeeded',
    tally: { delivered: 1 },
  });
  await world.clock.advance(300_000);
  expect(await imported).toMatchObject({ code: 'leaseLost' });
  await store.close();

  expect(await world.sync()).toMatchObject({ outcome: 'succeeded' });
  expect(world.arrived()).toEqual(world.expected());
});

/** Leaves a file of so many small blocks that the next ones write it anew. */
async function deliverInManyPasses(world: World): Promise<void> {
  for (let pass = 0; pass < 32; pass++) {
    world.site.records.push({ summary: `Event ${pass}`, creationDate: world.clock.nowMs() - 6000 });
    await world.sync();
    await world.clock.advance(10_000);
  }
}

/** What another computer has exported: a key more of the same week. */
async function exportOfAnother({ clock }: World): Promise<readonly Buffer[]> {
  const other = createWorld();
  other.site.records.push({ summary: 'Of another computer', creationDate: clock.nowMs() - 60_000 });
  other.clock.jump(clock.nowMs() - other.clock.nowMs());
  await other.sync();
  const chunks: Buffer[] = [];
  await exportRoute({
    ...{ disk: other.disk.reopen(), folder: FOLDER, site: SITE, destination: DESTINATION, nowMs: clock.nowMs },
    async write(chunk) {
      chunks.push(chunk);
    },
  });
  return chunks;
}
