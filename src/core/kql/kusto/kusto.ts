/// <reference types="@kusto/language-service-next" />
import { runInThisContext } from 'node:vm';

/** Microsoft's language service for Kusto. */
export type KustoLanguage = typeof Kusto.Language;

/** Text of the two scripts that it consists of: Bridge.NET's runtime, and the service compiled for it. */
export interface KustoScripts {
  readonly bridge: string;
  readonly language: string;
}

let loaded: KustoLanguage | undefined;

/**
 * Loads the language service into this thread, where it leaves globals (`Bridge`, `System`, `Kusto`): never call it in
 * VS Code's extension host, which other extensions share. Takes about 0.2 s; once loaded it is given at once.
 */
export function loadKusto({ bridge, language }: KustoScripts): KustoLanguage {
  if (loaded === undefined) {
    // Both are written for a browser's script element, not as modules.
    runInThisContext(bridge, { filename: 'bridge.min.js' });
    runInThisContext(language, { filename: 'Kusto.Language.Bridge.min.js' });
    loaded = Kusto.Language;
  }
  return loaded;
}
