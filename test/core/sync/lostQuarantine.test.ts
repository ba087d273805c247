import { beforeEach, expect, test } from 'vitest';
import { doJobs } from './world/works.ts';
import { createWorldOf, FOLDER, START_MS, type World } from './world/world.ts';

const DAY_MS = 86_400_000;
const FILE = `${FOLDER}/quarantine.ndjson`;
let world: World;
beforeEach(async () => {
  world = createWorldOf(20);
  for (const summary of [1, 2]) {
    const timeMs = START_MS + summary * DAY_MS;
    world.site.unreadable.push({ timeMs, raw: { creationDate: timeMs, summary }, reason: 'summary: no text' });
  }
  await world.sync();
  expect(await count()).toBe(2);
});

const count = () => world.quarantine().count();

/** A sync, and then whatever it has found to be done. */
async function live(): Promise<void> {
  await world.clock.advance(60_000);
  await world.sync();
  await doJobs(world);
}

test.each([
  ['overwritten', (bytes: Buffer) => Buffer.alloc(bytes.length, 'damage ')],
  ['changed in the middle', (bytes: Buffer) => Buffer.from(bytes).fill('#', 40, 60)],
])('a quarantine that was %s is kept aside, told, and found again', async (_name, damage) => {
  const { files } = world.disk.media;
  files.set(FILE, damage(files.get(FILE) ?? Buffer.alloc(0)));
  await live();
  expect(await world.damages()).toHaveLength(1);
  expect(files.has(`${FOLDER}/quarantine.damaged.ndjson`)).toBe(true);
  expect(await count()).toBe(2);
  expect(world.arrived()).toEqual(world.expected());
});

test('a quarantine that somebody has removed is found again when everything is read again', async () => {
  world.disk.media.files.delete(FILE);
  await world.clock.advance(8 * DAY_MS);
  await live();
  expect(await count()).toBe(2);
});
