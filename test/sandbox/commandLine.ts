import { parseArgs } from 'node:util';
import { controlHelp } from './controlServer.ts';
import { realNames } from './proxy/realNames.ts';
import { type SiteOptions, siteOptionsSchema } from './site/siteOptions.ts';
import { siteEndpoints } from './site/siteRoute.ts';
import type { SandboxOptions } from './startSandbox.ts';

export type Arguments = ReturnType<typeof parsedArguments>;

export function parsedArguments(args: string[]) {
  return parseArgs({ args, options: OPTIONS }).values;
}

/** The sandbox that was asked for. Throws for an argument that does not fit. */
export function sandboxOptionsOf(values: Arguments) {
  const toMs = numberOf(values['to-ms']) ?? Date.now();
  return {
    seed: numberOf(values.seed),
    records: numberOf(values.records),
    window: { fromMs: numberOf(values['from-ms']) ?? toMs - (numberOf(values.days) ?? 30) * DAY_MS, toMs },
    sitePort: numberOf(values['port-site']),
    azurePort: numberOf(values['port-azure']),
    names: values.proxy ? Object.values(realNames) : [],
    site: siteOptionsOf(values),
    azure: { audience: values.audience, clientSecret: values['client-secret'] },
    light: values.light,
  } satisfies SandboxOptions;
}

export function numberOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+$/u.test(value)) throw new Error(`Not a whole number: ${value}`);
  return Number(value);
}

export function help(): string {
  return `Serves an invented Confluence site and an invented Azure (Entra ID, Logs Ingestion API) over TLS on this machine.

  node test/sandbox/main.ts [options]

  --records <count>             how many audit records the site has at first (2000)
  --days <days>                 how long ago the oldest was (30)
  --from-ms <epoch>             the time the records are spread over, instead of the days until now
  --to-ms <epoch>
  --seed <number>               the same seed gives the same records (1)
  --port-site <port>            fixed ports; 0 takes any that is free (0)
  --port-azure <port>
  --port-control <port>
  --ca-file <path>              where to write the authority's certificate (a temporary folder)
  --page-cap <count>            the site's largest page (1000)
  --size <page|total>           what "size" in an audit page says (page)
  --plan <plan>                 free, which has no audit log, standard or premium (standard)
  --unauthorized <json|html>    what comes with status 401 (json)
  --administrator-token <text>  instead of random secrets
  --client-secret <text>
  --site-options <json>         all that the site can be, see below; outdoes the options above
  --proxy                       starts a proxy too: a client that uses it finds the site under its real names,
                                ${realNames.site} and ${realNames.gateway}, and as ${realNames.customDomain},
                                which is for browsers only
  --audience <url>              what access tokens must be for (https://monitor.azure.com)
  --light                       does as little as it can while a client on the same machine is measured: makes all
                                records at the start, and looks at what arrives when it is asked for it
  --until-stdin-closes          ends with the process that started it
  --help

When all is ready it prints one line of JSON: the values for the extension's forms, the certificate that clients must
trust (NODE_EXTRA_CA_CERTS), the address of the proxy if there is one, and the address of the control API. That one is
plain HTTP and JSON:

${controlHelp()}

What the site can be (--site-options, /site-options):

  {"pageCap": 25}, {"size": "total"}, {"limitEcho": "asked"}, {"endless": true}
  {"nextLink": "absolute", "foreign" or "missing"}, {"order": "oldestFirst" or "shuffled"}
  {"plan": "free"}, {"retention": {"number": 30, "units": "DAYS"}}, {"clockAheadMs": -90000}
  {"unauthorizedBody": "html"}, {"scopeRefusalStatus": 401}
  {"rateLimit": {"limit": 100, "remaining": 3, "resetAtMs": 1790000000000, "nearLimit": true}}
  {"customDomains": ["${realNames.customDomain}"]}: leads to the site, but its API is not there
  {"ownUrl": "https://${realNames.site}"}: where it says that it is
  {"administratorToken": "..."}, {"cloudId": "..."}: only when it starts

Endpoints that can fail: of "site", ${siteEndpoints.join(', ')};
of "azure", discovery, token, ingestion, other. Faults:

  {"kind": "status", "status": 429, "headers": {"retry-after": "2"}, "body": "..."}
  {"kind": "html"}, {"kind": "truncated"}, {"kind": "empty"}, {"kind": "redirect", "location": "https://..."}
  {"kind": "hang", "at": "start" or "body"}, {"kind": "reset", "at": "start" or "body"}, {"kind": "slow", "delayMs": 500}
  {"kind": "acceptedButCut"} or {"kind": "acceptedButSilent"}: carried out, but the answer never arrives
  {"kind": "recordsArrive", "count": 3}: while somebody reads the audit pages
  {"kind": "none"}: lets one request through before the next fault

  curl -X POST $CONTROL/faults -d '{"server":"site","endpoint":"audit","fault":{"kind":"hang"},"times":2}'`;
}

const DAY_MS = 86_400_000;
const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const OPTIONS = {
  records: text,
  days: text,
  'from-ms': text,
  'to-ms': text,
  seed: text,
  'port-site': text,
  'port-azure': text,
  'port-control': text,
  'ca-file': text,
  'page-cap': text,
  size: text,
  plan: text,
  unauthorized: text,
  'administrator-token': text,
  'client-secret': text,
  'site-options': text,
  proxy: flag,
  audience: text,
  light: flag,
  'until-stdin-closes': flag,
  help: flag,
} as const;

function siteOptionsOf(values: Arguments): SiteOptions {
  const named = { ownUrl: `https://${realNames.site}`, customDomains: [realNames.customDomain] };
  return siteOptionsSchema.parse({
    ...(values.proxy ? named : {}),
    pageCap: numberOf(values['page-cap']),
    size: values.size,
    plan: values.plan,
    unauthorizedBody: values.unauthorized,
    administratorToken: values['administrator-token'],
    ...siteOptionsSchema.parse(JSON.parse(values['site-options'] ?? '{}')),
  });
}
