import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { KustoScripts } from '../core/kql/kusto/kusto.ts';

/** Reads Microsoft's language service from the disk. */
export function readKustoScripts(): KustoScripts {
  return { bridge: read('bridge.min.js'), language: read('Kusto.Language.Bridge.min.js') };
}

/** From the sources it is the package itself; the build copies the two files beside the threads. */
function read(name: string): string {
  const here = import.meta.url;
  if (here.endsWith('.ts')) {
    return readFileSync(createRequire(here).resolve(`@kusto/language-service-next/${name}`), 'utf8');
  }
  const folder = /\/chunks\/[^/]+$/.test(here) ? '../kusto/' : './kusto/';
  return readFileSync(new URL(folder + name, here), 'utf8');
}
