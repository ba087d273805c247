import { parseArgs } from 'node:util';
import { benchSync } from '../bench/syncBench.ts';

/** `npm run bench [-- --records <count>]`: measures one sync of a sandbox site, end to end over TLS. */
const { values: flags } = parseArgs({ options: { records: { type: 'string', default: '100000' } } });
const records = Number(flags.records);
if (!Number.isInteger(records) || records < 1) throw new Error(`Not a count: ${flags.records}`);

console.log(await benchSync(records));
