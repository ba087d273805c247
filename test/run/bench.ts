import { parseArgs } from 'node:util';
import { benchRead } from '../bench/readBench.ts';
import { benchSync } from '../bench/syncBench.ts';

/**
 * `npm run bench [-- --read <count>] [--sync <count>]`: measures reading a sandbox site, and one sync of it end to end,
 * over TLS.
 */
const { values: flags } = parseArgs({
  options: { read: { type: 'string', default: '1000000' }, sync: { type: 'string', default: '100000' } },
});

console.log(`Reading\n${await benchRead(countOf(flags.read))}`);
console.log(`\nSync\n${await benchSync(countOf(flags.sync))}`);

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`Not a count: ${text}`);
  return count;
}
