import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { AuditWindow } from '../../src/core/audit/auditWindow.ts';
import { controlHelp, startControlServer } from './controlServer.ts';
import { sandboxValues } from './sandboxValues.ts';
import { type SandboxOptions, startSandbox } from './startSandbox.ts';

const HELP = `Serves an invented Confluence site and an invented Azure (Entra ID, Logs Ingestion API) over TLS on this machine.

  node test/sandbox/main.ts [options]

  --records <count>             how many audit records the site has at first (2000)
  --days <days>                 how long ago the oldest was (30)
  --from-ms <epoch>             the time the records are spread over, instead of the days until now
  --to-ms <epoch>
  --seed <number>               the same seed gives the same records (1)
  --port-site <port>            fixed ports; 0 takes any that is free (0)
  --port-azure <port>
  --port-control <port>
  --ca-file <path>              where to write the authority's certificate (a temporary folder)
  --page-cap <count>            the site's largest page (1000)
  --size <page|total>           what "size" in an audit page says (page)
  --plan <standard|free>        the Free plan has no audit log (standard)
  --unauthorized <json|html>    what comes with status 401 (json)
  --administrator-token <text>  instead of random secrets
  --client-secret <text>
  --audience <url>              what access tokens must be for (https://monitor.azure.com)
  --until-stdin-closes          ends with the process that started it
  --help

When all is ready it prints one line of JSON: the values for the extension's forms, the certificate that clients must
trust (NODE_EXTRA_CA_CERTS) and the address of the control API. That one is plain HTTP and JSON:

${controlHelp()}

Endpoints that can fail: of "site", audit, retention, tenantInfo; of "azure", discovery, token, ingestion. Faults:

  {"kind": "status", "status": 429, "headers": {"retry-after": "2"}, "body": "..."}
  {"kind": "html"}, {"kind": "truncated"}, {"kind": "empty"}, {"kind": "redirect", "location": "https://..."}
  {"kind": "hang", "at": "start" or "body"}, {"kind": "reset", "at": "start" or "body"}, {"kind": "slow", "delayMs": 500}
  {"kind": "acceptedButCut"}: carried out, but the answer never arrives
  {"kind": "recordsArrive", "count": 3}: while somebody reads the audit pages
  {"kind": "none"}: lets one request through before the next fault

  curl -X POST $CONTROL/faults -d '{"server":"site","endpoint":"audit","fault":{"kind":"hang"},"times":2}'`;

async function main(args: string[]): Promise<void> {
  const values = parsedArguments(args);
  if (values.help) {
    console.log(HELP);
    return;
  }
  const stopped = Promise.withResolvers<void>();
  const stop = (): void => stopped.resolve();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
  if (values['until-stdin-closes']) process.stdin.resume().once('close', stop);

  // Holds the certificate, if it is not wanted elsewhere.
  const folder = await mkdtemp(join(tmpdir(), 'confluence-audit-sandbox-'));
  try {
    await serve(values, join(folder, 'ca.pem'), stopped);
  } finally {
    process.stdin.pause();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Serves until it is told to stop, by whomever. */
async function serve(values: Arguments, defaultCaFile: string, stopped: PromiseWithResolvers<void>): Promise<void> {
  const window = windowOf(values);
  const sandbox = await startSandbox({ ...sandboxOptions(values, defaultCaFile), window });
  try {
    const port = numberOf(values['port-control']) ?? 0;
    const control = await startControlServer({ sandbox, port, onStop: stopped.resolve });
    console.log(JSON.stringify({ ...sandboxValues(sandbox), window, control: control.url }));
    await stopped.promise;
    await control.stop();
  } finally {
    await sandbox.stop();
  }
}

function windowOf(values: Arguments): AuditWindow {
  const toMs = numberOf(values['to-ms']) ?? Date.now();
  return { fromMs: numberOf(values['from-ms']) ?? toMs - (numberOf(values.days) ?? 30) * DAY_MS, toMs };
}

function sandboxOptions(values: Arguments, defaultCaFile: string): SandboxOptions {
  return {
    seed: numberOf(values.seed),
    records: numberOf(values.records),
    sitePort: numberOf(values['port-site']),
    azurePort: numberOf(values['port-azure']),
    caFile: values['ca-file'] ?? defaultCaFile,
    site: {
      pageCap: numberOf(values['page-cap']),
      size: oneOf(['page', 'total'], values.size),
      plan: oneOf(['standard', 'free'], values.plan),
      unauthorizedBody: oneOf(['json', 'html'], values.unauthorized),
      administratorToken: values['administrator-token'],
    },
    azure: { audience: values.audience, clientSecret: values['client-secret'] },
  };
}

function numberOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+$/u.test(value)) throw new Error(`Not a whole number: ${value}`);
  return Number(value);
}

function oneOf<T extends string>(choices: readonly T[], value: string | undefined): T | undefined {
  if (value === undefined) return undefined;
  const choice = choices.find((known) => known === value);
  if (choice === undefined) throw new Error(`Not one of ${choices.join(', ')}: ${value}`);
  return choice;
}

type Arguments = ReturnType<typeof parsedArguments>;

function parsedArguments(args: string[]) {
  return parseArgs({ args, options: OPTIONS }).values;
}

const DAY_MS = 86_400_000;
const text = { type: 'string' } as const;
const OPTIONS = {
  records: text,
  days: text,
  'from-ms': text,
  'to-ms': text,
  seed: text,
  'port-site': text,
  'port-azure': text,
  'port-control': text,
  'ca-file': text,
  'page-cap': text,
  size: text,
  plan: text,
  unauthorized: text,
  'administrator-token': text,
  'client-secret': text,
  audience: text,
  'until-stdin-closes': { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

await main(process.argv.slice(2));
