import type { DataDescription } from '../../src/core/kql/data/dataDescription.ts';
import { createLanguageClient } from '../../src/kqlThread/languageClient.ts';
import { createRunClient } from '../../src/kqlThread/runClient.ts';
import { startLanguageThread } from '../../src/kqlThread/startLanguageThread.ts';
import { startRunThread } from '../../src/kqlThread/startRunThread.ts';

/**
 * `node firstResultOnce.ts <DataDescription as JSON>`: from nothing to a first result, as when a KQL file was opened, in a
 * process of its own, whose memory is that of the threads. Prints a FirstResult as JSON.
 */
export interface FirstResult {
  readonly firstMs: number;
  readonly rowsIn: number;
  /** Resident memory over that of the process before: of both threads, and of the one with the data alone. */
  readonly bothMb: number;
  readonly runMb: number;
}

const QUERY =
  'ConfluenceAuditLogs_CL | summarize Events = count() by Category, bin(TimeGenerated, 1d) | sort by Events desc';

async function measure(data: DataDescription): Promise<FirstResult> {
  const idleMb = residentMb();
  const startedMs = performance.now();
  const language = createLanguageClient({ startThread: startLanguageThread });
  const runs = createRunClient({ startThread: startRunThread });
  const document = { uri: 'file:///bench.kql', version: 1, text: QUERY };
  const [loaded, planned] = await Promise.all([
    runs.load(data),
    language.ask('plan', document, { text: QUERY, schemas: [] }),
  ]);
  if (!loaded.ok || planned.kind !== 'answer' || planned.value.ok !== true) throw new Error('The query has no plan.');
  const answer = await runs.run({ data, plan: planned.value.plan }).answer;
  if (answer.kind !== 'result') throw new Error('The query has no result.');
  const firstMs = performance.now() - startedMs;
  const bothMb = residentMb() - idleMb;
  await language.close();
  const runMb = residentMb() - idleMb;
  await runs.close();
  return { firstMs, rowsIn: answer.rowsIn, bothMb, runMb };
}

function residentMb(): number {
  return process.memoryUsage.rss() / 1024 / 1024;
}

console.log(JSON.stringify(await measure(JSON.parse(process.argv[2] ?? '{}'))));
