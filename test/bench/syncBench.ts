import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';

const report = z.object({
  delivered: z.number(),
  seconds: z.number(),
  cpuSeconds: z.number(),
  batches: z.number(),
  rowBytes: z.number(),
  idleMegabytes: z.number(),
  peakMegabytes: z.number(),
});
const values = z.looseObject({ caFile: z.string(), control: z.string() });
const counters = z.object({
  ingested: z.object({ batches: z.number(), rows: z.number(), rawBytes: z.number(), sentBytes: z.number() }),
  site: z.object({ audit: z.object({ requests: z.number(), bytesSent: z.number() }) }),
});

/**
 * One first sync of a sandbox site, end to end over TLS. Site and cloud are one process, the sync another, so that what
 * is measured is ours alone.
 */
export async function benchSync(records: number): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'confluence-audit-bench-'));
  const sandbox = spawn(
    process.execPath,
    [
      'test/sandbox/main.ts',
      '--records',
      String(records),
      '--days',
      '300',
      '--ca-file',
      path.join(folder, 'ca.pem'),
      '--until-stdin-closes',
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  try {
    const line = await firstLine(sandbox.stdout);
    const { caFile, control } = values.parse(JSON.parse(line));
    const sync = spawn(process.execPath, ['--expose-gc', 'test/bench/syncOnce.ts', line, folder], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: caFile },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const measured = report.parse(JSON.parse(await firstLine(sync.stdout)));
    const seen = counters.parse(await (await fetch(`${control}/counters`)).json());
    return describe(records, measured, seen);
  } finally {
    sandbox.stdin.end();
    if (sandbox.exitCode === null) await once(sandbox, 'exit');
    await rm(folder, { recursive: true, force: true });
  }
}

function describe(records: number, measured: z.infer<typeof report>, seen: z.infer<typeof counters>): string {
  const { delivered, seconds, cpuSeconds, idleMegabytes, peakMegabytes } = measured;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const rows: readonly (readonly [string, string])[] = [
    ['records at the site', String(records)],
    ['delivered', String(delivered)],
    ['arrived', `${seen.ingested.rows} rows in ${seen.ingested.batches} batches`],
    [
      'speed',
      `${Math.round(delivered / seconds)} records/s (${seconds.toFixed(2)} s, of these ${cpuSeconds.toFixed(2)} s processor time)`,
    ],
    ['peak memory', `${peakMegabytes.toFixed(0)} MB, ${(peakMegabytes - idleMegabytes).toFixed(0)} MB over idle`],
    ['read', `${megabytes(seen.site.audit.bytesSent)} in ${seen.site.audit.requests} requests`],
    ['sent', `${megabytes(seen.ingested.rawBytes)} of rows, ${megabytes(seen.ingested.sentBytes)} on the wire`],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('a process of the benchmark ended without a word');
}
