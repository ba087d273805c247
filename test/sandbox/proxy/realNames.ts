import { type SandboxProxy, startSandboxProxy } from './sandboxProxy.ts';

/** Under these names a client that uses the proxy below finds the sandbox, as it would find the real services. */
export const realNames = {
  site: 'acme.atlassian.net',
  gateway: 'api.atlassian.com',
  customDomain: 'wiki.acme.example',
} as const;

/** Brings whoever asks for one of the real names to the site at this address, whose certificate must be good for them. */
export function startRealNamesProxy(siteUrl: string): Promise<SandboxProxy> {
  const port = Number(new URL(siteUrl).port);
  return startSandboxProxy({
    ports: Object.fromEntries(Object.values(realNames).map((name) => [`${name}:443`, port])),
  });
}
