import { beforeEach, expect, test } from 'vitest';
import { createQuarantineFile } from '../../../src/core/sync/quarantineFile.ts';
import { createWorld, FOLDER, START_MS, type World } from './world/world.ts';

const DAY_MS = 86_400_000;
const FILE = `${FOLDER}/quarantine.ndjson`;
let world: World;
beforeEach(async () => {
  world = createWorld();
  for (let index = 0; index < 20; index++) {
    world.site.records.push({ summary: `Event ${index}`, creationDate: START_MS + index * 7_000_000 });
  }
  for (const summary of [1, 2]) {
    const timeMs = START_MS + summary * DAY_MS;
    world.site.unreadable.push({ timeMs, raw: { creationDate: timeMs, summary }, reason: 'summary: no text' });
  }
  await world.finish(world.start().run());
  expect(await count()).toBe(2);
});

const count = () => createQuarantineFile({ disk: world.disk.reopen(), folder: FOLDER }).count();
const types = async () => (await world.ledger()).map(({ type }) => type);

/** A sync, and then whatever it has found to be done. */
async function live(): Promise<void> {
  await world.clock.advance(60_000);
  await world.finish(world.start().run());
  for (const { id } of (await world.state()).jobs) await world.finish(world.start().run({ kind: 'job', id }));
}

test.each([
  ['overwritten', (bytes: Buffer) => Buffer.alloc(bytes.length, 'damage ')],
  ['changed in the middle', (bytes: Buffer) => Buffer.from(bytes).fill('#', 40, 60)],
])('a quarantine that was %s is kept aside, told, and found again', async (_name, damage) => {
  const { files } = world.disk.media;
  files.set(FILE, damage(files.get(FILE) ?? Buffer.alloc(0)));
  await live();
  expect(await types()).toContain('damaged');
  expect(files.has(`${FOLDER}/quarantine.damaged.ndjson`)).toBe(true);
  expect(await count()).toBe(2);
  const arrivals = [...world.destination.arrivals().values()];
  expect(arrivals).toEqual(Array(20).fill(1));
});

test('a quarantine that somebody has removed is found again when everything is read again', async () => {
  world.disk.media.files.delete(FILE);
  await world.clock.advance(8 * DAY_MS);
  await live();
  expect(await count()).toBe(2);
});
