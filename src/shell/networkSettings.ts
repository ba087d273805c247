import { getCACertificates } from 'node:tls';
import { workspace } from 'vscode';
import type { NetworkSettings } from '../core/network/networkSettings.ts';

/** What VS Code and its environment say about the network, as it is now. */
export function networkSettings(): NetworkSettings {
  const http = workspace.getConfiguration('http');
  // `off` takes proxies away from all extensions.
  const off = http.get('proxySupport') === 'off';
  return {
    proxy: off ? '' : http.get('proxy', ''),
    noProxy: http.get('noProxy', []),
    strictSsl: http.get('proxyStrictSSL', true),
    environment: off ? {} : process.env,
    certificates: http.get('systemCertificates', true) ? systemCertificates() : [],
  };
}

let known: readonly string[] | undefined;

/** Reading them takes some operating systems a while, so it is done once. */
function systemCertificates(): readonly string[] {
  known ??= getCACertificates('system');
  return known;
}
