import { createSecureContext, getCACertificates } from 'node:tls';
import { buildConnector } from 'undici';
import type { NetworkSettings } from './networkSettings.ts';
import { ProxyError } from './proxyError.ts';
import { proxyFor } from './proxyFor.ts';
import { openTunnel } from './proxyTunnel.ts';

export interface ConnectorOptions {
  readonly settings: NetworkSettings;
  /** For each step: to the proxy, its answer, and the handshake with the host. */
  readonly timeoutMs: number;
  /** `never` is for looking at a certificate, not for sending anything. Default: as the settings say. */
  readonly verify?: 'asConfigured' | 'never';
}

/** Connects to `https` hosts, each by the way that the settings choose for it. Fails with a ProxyError or Node's error. */
export function createConnector({ settings, timeoutMs, verify = 'asConfigured' }: ConnectorOptions) {
  const { strictSsl } = settings;
  const strict = verify !== 'never';
  const common = { timeout: timeoutMs, ...trust(settings.certificates) };
  // `http.proxyStrictSSL` speaks of proxies only. What goes directly is verified whatever it says, because a setting
  // made for the office must not expose a token in a café.
  const direct = buildConnector({ ...common, rejectUnauthorized: strict });
  const behindProxy = buildConnector({ ...common, rejectUnauthorized: strict && strictSsl });
  // Always as configured: a proxy is sent a credential.
  const toProxy = buildConnector({ ...common, rejectUnauthorized: strictSsl });
  const connector: buildConnector.connector = (target, callback) => {
    const { protocol, hostname, host = hostname, port } = target;
    const choice = proxyFor(`${protocol}//${host}`, settings);
    if (choice.kind === 'direct') {
      direct(target, callback);
      return;
    }
    const { source } = choice;
    const tunnel =
      choice.kind === 'unusable'
        ? Promise.reject(new ProxyError('proxyNotSupported', { where: source, remark: choice.problem }))
        : openTunnel({
            proxy: choice.proxy,
            source,
            target: port === '' ? `${host}:443` : host,
            connect: toProxy,
            answerMs: timeoutMs,
          });
    tunnel.then(
      (httpSocket) => behindProxy({ ...target, httpSocket }, callback),
      (error) => callback(error, null),
    );
  };
  return connector;
}

/**
 * Node's own authorities and these. A list replaces Node's instead of adding to it, so it has to name those too. It is
 * parsed once, because hundreds of certificates take some 15 ms for every connection. `ca` is there for VS Code's
 * patched `tls.connect`, which leaves connections alone that bring their own authorities.
 */
function trust(certificates: readonly string[]) {
  if (certificates.length === 0) return {};
  const ca = [...new Set([...getCACertificates('default'), ...certificates])];
  return { ca, secureContext: createSecureContext({ ca }) };
}
