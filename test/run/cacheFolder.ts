import { homedir } from 'node:os';
import { join } from 'node:path';

/** A folder outside the work tree for what is heavy to fetch or worth keeping between runs. */
export function cacheFolder(...parts: readonly string[]): string {
  const base = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(base, 'confluence-audit-sentinel', ...parts);
}
