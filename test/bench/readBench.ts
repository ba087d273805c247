import * as z from 'zod';
import { withSandboxProcess } from './sandboxProcess.ts';
import { megabytes, table } from './table.ts';

const report = z.object({
  records: z.number(),
  seconds: z.number(),
  cpuSeconds: z.number(),
  bareMicroseconds: z.number(),
  oursMicroseconds: z.number(),
  idleMegabytes: z.number(),
  peakMegabytes: z.number(),
});
const counters = z.object({ site: z.object({ audit: z.object({ requests: z.number(), bytesSent: z.number() }) }) });

/** Reading a whole site over TLS, without sending anything on: speed, memory, and what validating a record costs. */
export function benchRead(records: number): Promise<string> {
  return withSandboxProcess(records, async ({ values, control, run }) => {
    const main = report.parse(await run('readOnce.ts', values, 'main'));
    const { audit } = counters.parse(await (await fetch(`${control}/counters`)).json()).site;
    const bounded = report.parse(await run('readOnce.ts', values, 'bounded'));
    const over = ({ idleMegabytes, peakMegabytes }: typeof main): string =>
      `${peakMegabytes.toFixed(0)} MB, ${(peakMegabytes - idleMegabytes).toFixed(0)} MB over idle`;
    const { seconds, cpuSeconds, bareMicroseconds, oursMicroseconds } = main;
    return table([
      ['records at the site', String(records)],
      ['read', `${main.records}, of ${megabytes(audit.bytesSent)} in ${audit.requests} requests`],
      ['speed', `${Math.round(main.records / seconds)} records/s (${cpuSeconds.toFixed(2)} s processor time)`],
      [
        'text to validated record',
        `${oursMicroseconds.toFixed(2)} µs, ${(oursMicroseconds / bareMicroseconds).toFixed(2)} times JSON.parse alone (${bareMicroseconds.toFixed(2)} µs)`,
      ],
      ['peak memory', over(main)],
      ['peak memory in a bounded thread', over(bounded)],
    ]);
  });
}
