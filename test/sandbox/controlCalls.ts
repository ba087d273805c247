import { parseAuditRecord } from '../../src/core/audit/auditRecord.ts';
import type { SampleRecord } from '../../src/core/audit/sampleRecords.ts';
import { faultBody, recordsBody, roleBody } from './controlBodies.ts';
import type { Fault, FaultDesk } from './faults.ts';
import { sandboxValues } from './sandboxValues.ts';
import { siteBehaviourSchema } from './site/siteOptions.ts';
import type { Sandbox } from './startSandbox.ts';

/** A call to the control API. */
export interface ControlCall {
  /** For people. */
  readonly help: string;
  /** What is answered: lines of JSON where it gives `lines`, else one JSON value. Throws for a body that does not fit. */
  readonly run: (sandbox: Sandbox, body: unknown) => { readonly lines: Iterable<string> } | { readonly json: unknown };
}

/** By method and path. */
export const controlCalls: Readonly<Record<string, ControlCall>> = {
  'GET /values': {
    help: 'addresses, users and secrets',
    run: (sandbox) => ({ json: sandboxValues(sandbox) }),
  },
  'GET /counters': {
    help: 'requests by endpoint, what the ingestion endpoint accepted, credentials sent to a custom domain',
    run: ({ site, azure }) => ({
      json: {
        site: site.traffic.allCounters(),
        azure: azure.traffic.allCounters(),
        ingested: azure.counters(),
        leakedTokens: site.leakedTokens(),
      },
    }),
  },
  'GET /requests': {
    help: 'the requests of both servers, one a line',
    run: ({ site, azure }) => ({ lines: asJson([...site.traffic.requests(), ...azure.traffic.requests()]) }),
  },
  'GET /records': {
    help: "the site's records, oldest first, one a line",
    run: ({ site }) => ({ lines: site.recordLines() }),
  },
  'POST /records': {
    help: '{"count": 5} invents records at this moment, or at "atMs"; {"records": [...]} adds these',
    run: ({ site }, body) => {
      const given = recordsBody.parse(body);
      if ('records' in given) return { json: { added: site.addRecords(given.records.map(datedRecord)).length } };
      return { json: { added: site.addRecords(given.count, given.atMs).length } };
    },
  },
  'GET /received': {
    help: 'the rows that arrived, as they were sent, one a line',
    run: ({ azure }) => ({ lines: asJson(azure.received(azure.stream)) }),
  },
  'GET /table': {
    help: 'the rows as the table holds them, one a line',
    run: ({ azure }) => ({ lines: asJson(azure.table(azure.stream)) }),
  },
  'POST /faults': {
    help: '{"server": "site", "endpoint": "audit", "fault": {"kind": "hang"}, "times": 3}, or "always": true',
    run: ({ site, azure }, body) => {
      const given = faultBody.parse(body);
      if (given.server === 'site') addFault(site.faults, given);
      else addFault(azure.faults, given);
      return { json: {} };
    },
  },
  'DELETE /faults': {
    help: 'everything works again',
    run: ({ site, azure }) => {
      site.faults.clear();
      azure.faults.clear();
      return { json: {} };
    },
  },
  'POST /site-options': {
    help: '{"plan": "free", "pageCap": 25}: the site is like that from now on; the other options stay',
    run: ({ site }, body) => {
      site.changeOptions(siteBehaviourSchema.parse(body));
      return { json: {} };
    },
  },
  'DELETE /site-options': {
    help: 'the site is again as it was started',
    run: ({ site }) => {
      site.restoreOptions();
      return { json: {} };
    },
  },
  'POST /roles': {
    help: '{"clientId": "...", "granted": false}: 403 for this app from now on',
    run: ({ azure }, body) => {
      const { clientId, granted } = roleBody.parse(body);
      if (granted) azure.grantRole(clientId);
      else azure.revokeRole(clientId);
      return { json: {} };
    },
  },
  'POST /tokens/expire': {
    help: '401 for every access token issued so far',
    run: ({ azure }) => {
      azure.expireTokens();
      return { json: {} };
    },
  },
  'POST /forget': {
    help: 'forgets what arrived, and the counters',
    run: ({ site, azure }) => {
      azure.forget();
      site.traffic.reset();
      azure.traffic.reset();
      return { json: {} };
    },
  },
};

interface FaultGiven<Endpoint extends string> {
  readonly endpoint: Endpoint;
  readonly fault: Fault;
  readonly times: number;
  readonly always: boolean;
}

function addFault<Endpoint extends string>(desk: FaultDesk<Endpoint>, given: FaultGiven<Endpoint>): void {
  if (given.always) desk.always(given.endpoint, given.fault);
  else desk.next(given.endpoint, given.fault, given.times);
}

function datedRecord(value: unknown): SampleRecord {
  const parsed = parseAuditRecord(value);
  if (!parsed.ok) throw new Error(`Not a record: ${parsed.reason}`);
  const { creationDate } = parsed.record;
  if (typeof creationDate !== 'number') throw new Error('Not a record: it has no creationDate.');
  return { ...parsed.record, creationDate };
}

function* asJson(values: Iterable<unknown>): Iterable<string> {
  for (const value of values) yield JSON.stringify(value);
}
