import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { type Sandbox, startSandbox } from '../sandbox/startSandbox.ts';

/** The headless command, as a process of its own, between a sandbox's site and its Azure. */
export interface SandboxHeadless {
  readonly sandbox: Sandbox;
  /** Of the configuration and of the state; it is removed in the end. */
  readonly folder: string;
  /** Of one organization, Acme, with one pass. */
  configOf(change?: object): HeadlessFile;
  /** Starts it with a configuration; a text is written as it is. */
  start(config: unknown, environment?: NodeJS.ProcessEnv): Promise<Headless>;
  /** Starts it with these arguments. */
  startWith(given: readonly string[], environment?: NodeJS.ProcessEnv): Headless;
  /** Starts it with a configuration, and waits for its end. */
  run(config: unknown, environment?: NodeJS.ProcessEnv): Promise<Ended>;
  /** Keys of the rows that Azure has got. */
  uids(): readonly unknown[];
  /** The folder of the only route. */
  routeFolder(): Promise<string>;
  /** What was delivered, counted and kept is forgotten, and no fault is left. */
  clear(): Promise<void>;
  killAll(): void;
  stop(): Promise<void>;
}

export interface Headless {
  readonly child: ChildProcess;
  /** What it has complained of so far. */
  readonly errors: () => string;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  /** Null where a signal has ended it. */
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
  /** Of the ledger, as it has printed them. */
  readonly lines: readonly Record<string, unknown>[];
}

type HeadlessFile = ReturnType<typeof configFor>;

const DAY_MS = 86_400_000;

/** So many records of the twenty days before `toMs`. */
export async function createSandboxHeadless(records: number, toMs: number): Promise<SandboxHeadless> {
  const folder = await mkdtemp(path.join(tmpdir(), 'headless-'));
  const window = { fromMs: toMs - 20 * DAY_MS, toMs };
  const sandbox = await startSandbox({ records, window, caFile: path.join(folder, 'ca.pem') });
  const { site, azure } = sandbox;
  const state = path.join(folder, 'state');
  const running = new Set<ChildProcess>();

  const startWith: SandboxHeadless['startWith'] = (given, environment = {}) => {
    const child = spawn(process.execPath, ['src/headless.ts', ...given], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NODE_EXTRA_CA_CERTS: sandbox.caFile,
        ACME_TOKEN: site.users.administrator.token,
        AZURE_SECRET: azure.app.clientSecret,
        ...environment,
      },
    });
    running.add(child);
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    const ended = once(child, 'close').then(([code]) => {
      running.delete(child);
      return { code, output, errors, lines: linesOf(output) };
    });
    return { child, errors: () => errors, ended };
  };
  const start: SandboxHeadless['start'] = async (config, environment) => {
    const file = path.join(folder, 'config.json');
    await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config));
    return startWith([file], environment);
  };
  const killAll = (): void => {
    for (const child of running) child.kill('SIGKILL');
  };
  return {
    ...{ sandbox, folder, start, startWith, killAll },
    configOf: (change = {}) => ({ ...configFor(sandbox), ...change }),
    run: async (config, environment) => (await start(config, environment)).ended,
    uids: () => azure.table(azure.stream).map((row) => row['EventOriginalUid']),
    async routeFolder() {
      const [route = ''] = await readdir(state);
      return path.join(state, route);
    },
    async clear() {
      azure.forget();
      for (const { traffic, faults } of [site, azure]) {
        traffic.reset();
        faults.clear();
      }
      await rm(state, { recursive: true, force: true });
    },
    async stop() {
      killAll();
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configFor({ site, azure }: Sandbox) {
  const { endpoint, ruleId, stream, tenantId, authorityHost, audience } = azure;
  return {
    organizations: [
      { name: 'Acme', site: site.url, userName: site.users.administrator.email, tokenVariable: 'ACME_TOKEN' },
    ],
    destination: {
      ...{ kind: 'azure', endpoint, ruleId, stream, tenantId, clientId: azure.app.clientId },
      ...{ cloud: { authorityHost, audience }, secretVariable: 'AZURE_SECRET' },
    },
    stateFolder: 'state',
    passes: 1,
  };
}

/** What each run has delivered. */
export function deliveredIn(lines: Ended['lines']): readonly number[] {
  return lines.flatMap((line) => (line['type'] === 'run' ? [runLine.parse(line).tally.delivered] : []));
}

const runLine = z.object({ tally: z.object({ delivered: z.number() }) });

/** A line that a kill has cut off has no end. */
function linesOf(output: string): readonly Record<string, unknown>[] {
  const whole = output.split('\n').slice(0, -1);
  return whole.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
}
