import type { Parts } from '../../src/shell/parts.ts';

/** For what has nothing to do with queries: whatever is asked of it fails. */
export const NO_KQL: Parts['kql'] = new Proxy({} as Parts['kql'], {
  get(_kql, name) {
    throw new Error(`Nobody expected a query here: ${String(name)}`);
  },
});
