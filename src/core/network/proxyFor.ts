import { isLoopbackHost } from '../loopbackHost.ts';
import type { NetworkSettings } from './networkSettings.ts';
import { type AddressProblem, type ProxyAddress, parseProxyAddress } from './proxyAddress.ts';

/**
 * The way to a host and the reason for it. `source` is what the user would change: `http.proxy`, `http.noProxy`, or the
 * name of an environment variable.
 */
export type ProxyChoice =
  | { readonly kind: 'direct'; readonly reason: 'notConfigured' | 'thisMachine' }
  | { readonly kind: 'direct'; readonly reason: 'excluded'; readonly source: string; readonly rule: string }
  | { readonly kind: 'proxy'; readonly source: string; readonly proxy: ProxyAddress }
  | { readonly kind: 'unusable'; readonly source: string; readonly problem: AddressProblem };

/**
 * Decides as VS Code does for extensions that use its own network stack (`@vscode/proxy-agent` 0.45), so that all parts
 * of this one take the same way: the setting before the variables, `https_proxy` before `http_proxy` whatever the URL's
 * scheme, and `NO_PROXY` only while `http.noProxy` is empty. Three things differ: `*.example.com` excludes what it says;
 * `all_proxy` counts too, which VS Code gets from the operating system; and an address that cannot be used is a problem
 * to report, never a reason to go around the proxy.
 */
export function proxyFor(url: string, settings: NetworkSettings): ProxyChoice {
  const configured = configuredProxy(settings);
  if (configured === undefined) return { kind: 'direct', reason: 'notConfigured' };
  const { hostname, port, protocol } = new URL(url);
  // Seen from a proxy, these names mean the proxy's own machine.
  if (isLoopbackHost(hostname)) return { kind: 'direct', reason: 'thisMachine' };
  const { source, rules } = exclusions(settings);
  const rule = rules.find((one) => excludes(one, hostname, port || DEFAULT_PORTS[protocol]));
  if (rule !== undefined) return { kind: 'direct', reason: 'excluded', source, rule };
  const proxy = parseProxyAddress(configured.address);
  if (typeof proxy === 'string') return { kind: 'unusable', source: configured.source, problem: proxy };
  return { kind: 'proxy', source: configured.source, proxy };
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' };
const PROXY_VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'] as const;

function configuredProxy({ proxy, environment }: NetworkSettings) {
  const candidates = [
    { source: 'http.proxy', address: proxy },
    ...PROXY_VARIABLES.map((source) => ({ source, address: environment[source] ?? '' })),
  ];
  return candidates
    .map(({ source, address }) => ({ source, address: address.trim() }))
    .find(({ address }) => address !== '');
}

function exclusions({ noProxy, environment }: NetworkSettings) {
  if (noProxy.length > 0) return { source: 'http.noProxy', rules: noProxy };
  const source = environment['no_proxy'] ? 'no_proxy' : 'NO_PROXY';
  return { source, rules: (environment[source] ?? '').split(/[,\s]+/) };
}

/** A rule is `*`, or a name that excludes itself and all below it, with or without a leading `.` or `*.`, and a port. */
function excludes(rule: string, hostname: string, port: string | undefined): boolean {
  if (rule.trim() === '*') return true;
  const [, name, rulePort] = /^(?:\*?\.)?(\[[^\]]+\]|[^:*]+)(?::(\d+))?$/.exec(rule.trim().toLowerCase()) ?? [];
  if (name === undefined || (rulePort !== undefined && rulePort !== port)) return false;
  return hostname === name || hostname.endsWith(`.${name}`);
}
