import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSampleHistory, type SampleRecord } from '../../src/core/audit/sampleRecords.ts';
import { createLedgerFile } from '../../src/core/sync/ledgerFile.ts';
import { createNodeDisk } from '../../src/core/sync/nodeDisk.ts';
import { findState } from '../../src/core/sync/stateFiles.ts';
import { createSandboxHeadless, type SandboxHeadless } from '../engine/sandboxHeadless.ts';

/** `kill -9` of a real process, at random moments: nothing is lost, and nothing comes twice but what is in doubt. */

const ROUNDS = 200;
const FIRST_RECORDS = 10_000;
const DAY_MS = 86_400_000;
let headless: SandboxHeadless;

beforeAll(async () => {
  headless = await createSandboxHeadless(FIRST_RECORDS, Date.now() - DAY_MS);
  // So that a kill meets batches that are under way.
  headless.sandbox.azure.faults.always('ingestion', { kind: 'slow', delayMs: 150 });
});
afterAll(() => headless.stop());

test(`survives ${ROUNDS} kills`, async () => {
  const random = createRandom(Date.now());
  let killed = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { child, ended } = await start();
    const deadline = delay(400 + random() * 900, 'kill' as const);
    if ((await Promise.race([ended, deadline])) === 'kill') {
      killed += 1;
      child.kill('SIGKILL');
    }
    const { errors } = await ended;
    if (errors !== '') console.error(errors);
    headless.sandbox.site.addRecords(late(300, random));
  }
  headless.sandbox.azure.faults.clear();
  const last = await start();
  expect(await last.ended).toMatchObject({ code: 0 });
  await expectEverythingOnce();
  expect(killed).toBeGreaterThan(ROUNDS / 2);
}, 1_200_000);

/** Everything is read again by each pass, so that the process is always at work. */
const start = () => headless.start(headless.configOf({ lookBackMinutes: 30 * 24 * 60 }));

/** Records of the days before, as they come late or are written with another date. */
function late(count: number, random: () => number): readonly SampleRecord[] {
  const records: SampleRecord[] = [];
  const history = createSampleHistory(Math.floor(random() * 1e9));
  for (let atMs = Date.now() - (4 + random() * 16) * DAY_MS; records.length < count; atMs += 3_600_000) {
    records.push(...history(atMs).records());
  }
  return records.slice(0, count);
}

async function expectEverythingOnce(): Promise<void> {
  const disk = createNodeDisk();
  const route = await headless.routeFolder();
  const ledger = await createLedgerFile({ disk, folder: route }).read({ limit: 1_000_000 });
  const { state } = await findState(disk, route);
  const arrivals = new Map<unknown, number>();
  for (const uid of headless.uids()) arrivals.set(uid, (arrivals.get(uid) ?? 0) + 1);
  const repeated = [...arrivals.values()].reduce((sum, count) => sum + count - 1, 0);
  const doubts = ledger.flatMap((entry) => (entry.type === 'inDoubt' ? [entry.records] : []));
  console.log(`${arrivals.size} records, ${repeated} repeated, ${doubts.length} batches in doubt`);
  expect(arrivals.size).toBe(headless.sandbox.site.recordCount());
  expect(state?.deliveredTotal).toBe(arrivals.size);
  expect(state?.inDoubtTotal).toBe(doubts.length);
  expect(repeated).toBeLessThanOrEqual(doubts.reduce((sum, records) => sum + records, 0));
}

/** From 0 to 1; the seed is told where a round fails. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  console.log(`seed ${state}`);
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
