import { expect, test } from 'vitest';
import { changeRoute } from '../../src/engine/changeRoute.ts';
import { openSleeper } from '../core/sync/world/sleeper.ts';
import { reconcile } from '../core/sync/world/works.ts';
import { createWorld, FOLDER, SITE, START_MS, type World } from '../core/sync/world/world.ts';

const DAY_MS = 24 * 60 * 60_000;

test('who slept while they discarded does not bring back the quarantine of before a rival was at work', async () => {
  const world = createWorld();
  world.site.unreadable.push(unreadable(1));
  await world.sync();
  const [entry] = await quarantined(world);
  const { store, asleep } = await openSleeper(world, { whileWriting: /quarantine\.ndjson$/, forMs: 120_000 });
  const discarded = changeRoute(
    { kind: 'discard', ids: [entry?.id ?? ''] },
    { store, folder: FOLDER, ends: { site: SITE, destination: 'the destination' }, nowMs: world.clock.nowMs },
  ).then(
    () => 'discarded',
    (error: unknown) => error,
  );
  expect(await Promise.race([asleep, discarded])).toBeUndefined();

  await world.clock.advance(30_000);
  world.site.unreadable.push(unreadable(2));
  const summary = await world.sync(reconcile(START_MS, START_MS + DAY_MS));
  expect(summary).toMatchObject({ outcome: 'succeeded', tally: { quarantined: 1, alreadyDelivered: 1 } });
  await world.clock.advance(200_000);
  expect(await discarded).toMatchObject({ code: 'leaseLost' });
  await store.close();

  expect(await quarantined(world)).toMatchObject([{ raw: unreadable(2).raw }]);
});

function unreadable(summary: number) {
  const timeMs = START_MS + summary * 1000;
  return { timeMs, raw: { creationDate: timeMs, summary }, reason: 'summary: not a text' };
}

function quarantined(world: World) {
  return world.quarantine().list({ limit: 10 });
}
