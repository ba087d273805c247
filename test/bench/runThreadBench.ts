import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toRow } from '../../src/core/audit/auditTable.ts';
import { createKeyer } from '../../src/core/audit/recordKey.ts';
import { spreadSampleRecords } from '../../src/core/audit/sampleRecords.ts';
import type { DataDescription } from '../../src/core/kql/data/dataDescription.ts';
import { SAMPLE_SEED, SAMPLE_SITE } from '../../src/core/organization/organization.ts';
import { runProcess } from '../run/runProcess.ts';
import type { FirstResult } from './firstResultOnce.ts';
import { table } from './table.ts';

const DAY_MS = 86_400_000;
const TO_MS = Date.UTC(2026, 0, 1);

/** From nothing to a first result with real threads, and the memory that they take. */
export async function benchRunThread(count: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'confluence-audit-rows-'));
  try {
    const file = join(folder, 'rows.ndjson');
    await writeRows(file, count);
    return table([
      ...(await measure('sample', { kind: 'sample', site: SAMPLE_SITE, seed: SAMPLE_SEED, days: 90, nowMs: TO_MS })),
      ...(await measure('file', { kind: 'file', file, receivedAtMs: TO_MS })),
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(name: string, data: DataDescription): Promise<readonly (readonly [string, string])[]> {
  const script = join(import.meta.dirname, 'firstResultOnce.ts');
  const { firstMs, rowsIn, bothMb, runMb }: FirstResult = JSON.parse(
    await runProcess(process.execPath, [script, JSON.stringify(data)]),
  );
  return [
    [`${name}, ${rowsIn} rows: first result`, `${firstMs.toFixed(0)} ms`],
    [
      `${name}: memory over idle`,
      `${bothMb.toFixed(0)} MB with both threads, ${runMb.toFixed(0)} MB with the data's alone`,
    ],
  ];
}

async function writeRows(file: string, count: number): Promise<void> {
  const stream = createWriteStream(file);
  const keyOf = createKeyer(SAMPLE_SITE);
  for (const chunk of spreadSampleRecords({ seed: 1, count, window: { fromMs: TO_MS - 90 * DAY_MS, toMs: TO_MS } })) {
    const lines = chunk.records().map((record) => {
      const row = toRow(record, { site: SAMPLE_SITE, key: keyOf(record), receivedAtMs: TO_MS });
      return `${JSON.stringify(row)}\n`;
    });
    if (!stream.write(lines.join(''))) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}
