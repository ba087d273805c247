import { parseArgs } from 'node:util';
import { benchRead } from '../bench/readBench.ts';
import { benchQuiet, benchSlowSite, benchSync } from '../bench/syncBench.ts';

/**
 * `npm run bench [-- --read <count>] [--sync <count>] [--slow <count>] [--organizations <count>]`: measures reading a
 * sandbox site, a sync of it end to end, the same where every answer takes its time, and many organizations at rest; all
 * over TLS.
 */
const { values: flags } = parseArgs({
  options: {
    read: { type: 'string', default: '1000000' },
    sync: { type: 'string', default: '1000000' },
    slow: { type: 'string', default: '100000' },
    organizations: { type: 'string', default: '50' },
  },
});

console.log(`Reading\n${await benchRead(countOf(flags.read))}`);
console.log(`\nSync\n${await benchSync(countOf(flags.sync))}`);
console.log(`\nSync of a slow site\n${await benchSlowSite(countOf(flags.slow))}`);
console.log(`\nQuiet\n${await benchQuiet(countOf(flags.organizations))}`);

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`Not a count: ${text}`);
  return count;
}
