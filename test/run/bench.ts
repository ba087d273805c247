import { parseArgs } from 'node:util';
import { benchGrid } from '../bench/gridBench.ts';
import { benchKql } from '../bench/kqlBench.ts';
import { benchLanguage } from '../bench/languageBench.ts';
import { benchRead } from '../bench/readBench.ts';
import { benchRunThread } from '../bench/runThreadBench.ts';
import { benchQuiet, benchSlowSite, benchSync } from '../bench/syncBench.ts';

/**
 * `npm run bench [-- --read <count>] [--sync <count>] [--slow <count>] [--organizations <count>] [--kql <rows>]`: measures
 * reading a sandbox site, a sync of it end to end, the same where every answer takes its time, and many organizations at
 * rest, all over TLS; then queries on so many rows, and the language service. A count of 0 leaves a part out.
 */
const { values: flags } = parseArgs({
  options: {
    read: { type: 'string', default: '1000000' },
    sync: { type: 'string', default: '1000000' },
    slow: { type: 'string', default: '100000' },
    organizations: { type: 'string', default: '50' },
    kql: { type: 'string', default: '100000' },
  },
});

const parts: readonly (readonly [title: string, count: string, bench: (count: number) => string | Promise<string>])[] =
  [
    ['Reading', flags.read, benchRead],
    ['Sync', flags.sync, benchSync],
    ['Sync of a slow site', flags.slow, benchSlowSite],
    ['Quiet', flags.organizations, benchQuiet],
    ['Queries', flags.kql, benchKql],
    ['Queries, from nothing to the first result', flags.kql, benchRunThread],
    ['Language service', flags.kql, benchLanguage],
    ['Grid of results', flags.kql, benchGrid],
  ];
for (const [title, text, bench] of parts) {
  const count = countOf(text);
  if (count > 0) console.log(`${title}\n${await bench(count)}\n`);
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0) throw new Error(`Not a count: ${text}`);
  return count;
}
