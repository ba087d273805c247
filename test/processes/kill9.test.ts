import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSampleHistory, type SampleRecord } from '../../src/core/audit/sampleRecords.ts';
import { createLedgerFile } from '../../src/core/sync/ledgerFile.ts';
import { createNodeDisk } from '../../src/core/sync/nodeDisk.ts';
import { findState } from '../../src/core/sync/stateFiles.ts';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';

/** `kill -9` of a real process, at random moments: nothing is lost, and nothing comes twice but what is in doubt. */

const ROUNDS = 200;
const FIRST_RECORDS = 10_000;
const DAY_MS = 86_400_000;
let sandbox: Sandbox;
let folder: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kill9-'));
  const toMs = Date.now() - DAY_MS;
  const window = { fromMs: toMs - 20 * DAY_MS, toMs };
  sandbox = await startSandbox({ records: FIRST_RECORDS, window, caFile: path.join(folder, 'ca.pem') });
  // So that a kill meets batches that are under way.
  sandbox.azure.faults.always('ingestion', { kind: 'slow', delayMs: 150 });
  await writeFile(path.join(folder, 'config.json'), JSON.stringify(config()));
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
});

test(`survives ${ROUNDS} kills`, async () => {
  const random = createRandom(Date.now());
  let killed = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const ended = start();
    const deadline = delay(400 + random() * 900, 'kill' as const);
    if ((await Promise.race([ended, deadline])) === 'kill') {
      killed += 1;
      child?.kill('SIGKILL');
      await ended;
    }
    sandbox.site.addRecords(late(300, random));
  }
  sandbox.azure.faults.clear();
  expect(await start()).toBe(0);
  await expectEverythingOnce();
  expect(killed).toBeGreaterThan(ROUNDS / 2);
}, 1_200_000);

/** Runs the process to its end; gives its exit code, or null where it was killed. */
async function start(): Promise<number | null> {
  child = spawn(process.execPath, ['src/headless.ts', path.join(folder, 'config.json')], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_EXTRA_CA_CERTS: sandbox.caFile,
      SITE_TOKEN: sandbox.site.users.administrator.token,
      AZURE_SECRET: sandbox.azure.app.clientSecret,
    },
  });
  const [code] = await once(child, 'exit');
  return code;
}

function config() {
  const { site, azure } = sandbox;
  const { endpoint, ruleId, stream, tenantId, authorityHost, audience } = azure;
  return {
    organizations: [
      { name: 'Acme', site: site.url, userName: site.users.administrator.email, tokenVariable: 'SITE_TOKEN' },
    ],
    destination: {
      ...{ kind: 'azure', endpoint, ruleId, stream, tenantId, clientId: azure.app.clientId },
      ...{ cloud: { authorityHost, audience }, secretVariable: 'AZURE_SECRET' },
    },
    stateFolder: 'state',
    passes: 1,
    // Everything is read again by each pass, so that the process is always at work.
    lookBackMinutes: 30 * 24 * 60,
  };
}

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
  const [name = ''] = await readdir(path.join(folder, 'state'));
  const route = path.join(folder, 'state', name);
  const ledger = await createLedgerFile({ disk, folder: route }).read({ limit: 1_000_000 });
  const { state } = await findState(disk, route);
  const arrivals = new Map<unknown, number>();
  for (const { EventOriginalUid } of sandbox.azure.table(sandbox.azure.stream)) {
    arrivals.set(EventOriginalUid, (arrivals.get(EventOriginalUid) ?? 0) + 1);
  }
  const repeated = [...arrivals.values()].reduce((sum, count) => sum + count - 1, 0);
  const doubts = ledger.flatMap((entry) => (entry.type === 'inDoubt' ? [entry.records] : []));
  console.log(`${arrivals.size} records, ${repeated} repeated, ${doubts.length} batches in doubt`);
  expect(arrivals.size).toBe(sandbox.site.recordCount());
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
