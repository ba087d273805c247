import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NO_TALLY, type RunSummary } from '../../src/core/sync/run.ts';
import type { HeadlessConfig, HeadlessOrganization } from '../../src/engine/headlessConfig.ts';
import { EXIT, syncHeadless } from '../../src/engine/headlessSync.ts';
import { routeFolder } from '../../src/engine/routeFolder.ts';
import type { SyncEngine } from '../../src/engine/threadEngine.ts';

let stateFolder: string;
beforeEach(async () => {
  stateFolder = await mkdtemp(path.join(tmpdir(), 'pass-'));
});
afterEach(() => rm(stateFolder, { recursive: true, force: true }));

const organization = (name: string): HeadlessOrganization => {
  const site = `https://${name}.example`;
  const source = { kind: 'confluence', site, userName: 'u', apiToken: 't', tokenExpiresOn: undefined } as const;
  return { id: name, name, fromMs: 0, source };
};

const configOf = (names: readonly string[]): HeadlessConfig => ({
  organizations: names.map(organization),
  sink: {
    destination: { kind: 'folder', id: 'out', displayName: 'out', folder: stateFolder },
    clientSecret: undefined,
  },
  ...{ stateFolder, rhythm: { passes: 2 }, lookBackMs: 0, settleMs: 0, proxy: '' },
});

const SUCCEEDED: RunSummary = {
  ...{ run: 'run', kind: 'sync', window: undefined, startedAtMs: 0, endedAtMs: 0, outcome: 'succeeded' },
  ...{ tally: NO_TALLY, lagMs: undefined, lost: undefined, failure: undefined },
};

/** Syncs without an error, and notes which sites. */
function createContentEngine(): SyncEngine & { readonly synced: string[] } {
  const synced: string[] = [];
  return {
    synced,
    perform(request) {
      if (request.kind === 'run') synced.push(request.source.site);
      return { result: Promise.resolve({ kind: 'run', summary: SUCCEEDED }), order: () => undefined };
    },
    close: async () => undefined,
  };
}

async function run(config: HeadlessConfig, stop = new AbortController().signal) {
  const engine = createContentEngine();
  const complaints: string[] = [];
  const code = await syncHeadless(config, {
    ...{ engine, holder: { id: 'h', pid: 1, host: 'here', title: 'headless' }, userAgent: 'test' },
    network: { proxy: '', noProxy: [], strictSsl: true, environment: {}, certificates: [] },
    print: () => undefined,
    complain: (sentence) => complaints.push(sentence),
    stop,
  });
  return { code, complaints, synced: engine.synced };
}

test('a state that cannot be read fails its organization only, and in each pass anew', async () => {
  const config = configOf(['acme', 'beta']);
  const ends = { id: 'acme', site: 'https://acme.example', destination: config.sink.destination };
  // A folder in the place of a file is an error that every computer gives, unlike that of a disk that is worn out.
  await mkdir(path.join(stateFolder, routeFolder(ends), 'state.1.json'), { recursive: true });
  const { code, complaints, synced } = await run(config);
  expect(code).toBe(EXIT.failed);
  expect(complaints).toEqual(
    Array(2).fill(
      expect.stringMatching(
        /^acme: which sweeps and jobs are due cannot be found out\. The state .*\[stateNotRead at .*EISDIR/,
      ),
    ),
  );
  expect(synced.toSorted()).toEqual(['acme', 'acme', 'beta', 'beta'].map((name) => `https://${name}.example`));
});

test('states that can be read, or are not there yet, are no failure', async () => {
  const { code, complaints } = await run(configOf(['acme', 'beta']));
  expect({ code, complaints }).toEqual({ code: EXIT.succeeded, complaints: [] });
});

test('who is stopped while its folders are tried has not failed', async () => {
  const { code, complaints, synced } = await run(configOf(['acme']), AbortSignal.abort('shutdown'));
  expect({ code, complaints, synced }).toEqual({ code: EXIT.interrupted, complaints: [], synced: [] });
});
