import { lookup } from 'node:dns/promises';
import { unlessAborted } from './unlessAborted.ts';

/** The addresses of a host by the resolver that connections use, the preferred one first. Throws Node's error. */
export async function hostAddresses(host: string, signal: AbortSignal): Promise<readonly string[]> {
  const bare = host.replace(/^\[|\]$/g, '');
  const found = await unlessAborted(lookup(bare, { all: true, order: 'verbatim' }), signal);
  return found.map(({ address }) => address);
}
