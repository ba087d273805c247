import { describe, expect, test } from 'vitest';
import { readHeadlessConfig } from '../../src/engine/headlessConfig.ts';
import { routeFolder } from '../../src/engine/routeFolder.ts';

const acme = { name: 'Acme', site: 'acme', userName: 'ann@acme.example', tokenVariable: 'ACME' };
const azure = {
  kind: 'azure',
  endpoint: 'https://dce.ingest.monitor.azure.com/',
  ruleId: `dcr-${'0'.repeat(32)}`,
  stream: 'Custom-ConfluenceAuditLogs_CL',
  cloud: 'public',
  tenantId: 'acme.example',
  clientId: '00000000-0000-0000-0000-000000000000',
  secretVariable: 'AZURE',
};
const config = { organizations: [acme], destination: azure, stateFolder: 'state', passes: 2 };
const NOW_MS = Date.UTC(2026, 10, 22);
const environment = { ACME: 'token', AZURE: 'secret', EMPTY: ' ' };

function read(value: unknown) {
  return readHeadlessConfig({ text: JSON.stringify(value), folder: '/etc/audit', environment, nowMs: NOW_MS });
}

function mistakes(value: unknown): readonly string[] {
  try {
    read(value);
  } catch (error) {
    return error instanceof Error ? error.message.split('\n') : [];
  }
  return [];
}

test('a configuration gives what the forms would', () => {
  const { organizations, sink, ...rest } = read(config);
  expect(rest).toEqual({
    ...{ stateFolder: '/etc/audit/state', rhythm: { passes: 2 }, lookBackMs: 3_600_000, settleMs: 5000, proxy: '' },
  });
  expect(organizations).toEqual([
    {
      ...{ id: expect.stringMatching(/^[0-9a-f]{16}$/), name: 'Acme', fromMs: undefined },
      source: {
        ...{ kind: 'confluence', site: 'https://acme.atlassian.net', userName: acme.userName },
        ...{ apiToken: 'token', tokenExpiresOn: undefined },
      },
    },
  ]);
  expect(sink).toMatchObject({
    clientSecret: 'secret',
    destination: { endpoint: 'https://dce.ingest.monitor.azure.com', cloud: { name: 'public' } },
  });
});

test('its own cloud, a folder, an interval and a beginning', () => {
  const cloud = { authorityHost: 'https://login.example', audience: 'https://monitor.example' };
  expect(read({ ...config, destination: { ...azure, cloud } }).sink.destination).toMatchObject({
    cloud: { name: 'custom', ...cloud },
  });
  const folder = read({
    ...config,
    destination: { kind: 'folder', folder: '/rows/' },
    intervalMinutes: 5,
    passes: undefined,
  });
  expect(folder.sink).toMatchObject({ destination: { kind: 'folder' }, clientSecret: undefined });
  expect(folder.rhythm).toEqual({ intervalMinutes: 5 });
  const begun = (from: unknown) => read({ ...config, organizations: [{ ...acme, from }] }).organizations[0]?.fromMs;
  expect([begun('2026-01-31'), begun(1_700_000_000_000), begun('everything')]).toEqual([
    ...[Date.UTC(2026, 0, 31), 1_700_000_000_000, undefined],
  ]);
});

describe('a mistake is named by its place', () => {
  const organization = (change: object) => ({ ...config, organizations: [{ ...acme, ...change }] });
  const destination = (change: object) => ({ ...config, destination: { ...azure, ...change } });
  test.each([
    [
      organization({ site: 'id.atlassian.com' }),
      'organizations[0].site must be the address of a Confluence Cloud site',
    ],
    [organization({ site: 'http://acme.atlassian.net' }), 'a token may only travel encrypted'],
    [organization({ userName: ' ' }), 'organizations[0].userName must be the e-mail address'],
    [organization({ userName: undefined }), 'organizations[0].userName is missing: it must be the e-mail address'],
    [organization({ tokenVariable: 'NONE' }), 'organizations[0].tokenVariable must be the name of an environment var'],
    [organization({ tokenVariable: 'EMPTY' }), 'there is no variable of this name, or it is empty.'],
    [
      organization({ tokenExpiresOn: '2026-02-30' }),
      'organizations[0].tokenExpiresOn must be a day such as 2026-12-31.',
    ],
    [organization({ from: 'yesterday' }), 'organizations[0].from must be "everything", a date such as 2026-01-31 or'],
    [organization({ from: '2030-01-01' }), 'organizations[0].from must not be in the future.'],
    [organization({ from: {} }), 'organizations[0].from must be "everything", a date such as 2026-01-31 or'],
    [
      organization({ token: 'x' }),
      'organizations[0] has unknown members (token): those that it can have are name, site,',
    ],
    [{ ...config, organizations: [] }, 'organizations must be a list of at least one organization.'],
    [{ ...config, organizations: [7] }, 'organizations[0] must be an object with name, site, userName,'],
    [
      { ...config, organizations: [acme, { ...acme, name: 'Again' }] },
      'organizations[1] must have another site or another userName than organizations[0].',
    ],
    [
      { ...config, organizations: [acme, { ...acme, userName: 'b' }] },
      'organizations[1].name must be a name that no other organization has.',
    ],
    [{ ...config, destination: undefined }, 'destination is missing: it must be an object with kind'],
    [{ ...config, destination: { kind: 's3' } }, 'destination.kind must be "azure" or "folder".'],
    [destination({ endpoint: 'http://dce.example' }), 'destination.endpoint must be an https address such as https://'],
    [destination({ ruleId: 'dcr-1' }), 'destination.ruleId must be the immutable id of a data collection rule: dcr-'],
    [
      destination({ stream: 'Other' }),
      'destination.stream must be the name of a stream that the rule declares: it begins',
    ],
    [destination({ tenantId: '?' }), 'destination.tenantId must be the id or a domain of the tenant.'],
    [destination({ clientId: 7 }), 'destination.clientId must be the id of an application (client): 32 hexadecimal'],
    [
      destination({ cloud: 'europe' }),
      'destination.cloud must be "public", "usGovernment", "china" or {"authorityHost": "https://…", "audience": "https://…"}.',
    ],
    [
      destination({ cloud: { authorityHost: 'x', audience: 'https://a.example' } }),
      'destination.cloud.authorityHost must be an https address such as https://login.microsoftonline.com.',
    ],
    [destination({ secretVariable: 'NONE' }), 'destination.secretVariable must be the name of an environment variable'],
    [
      { ...config, destination: { kind: 'folder', folder: 'rows' } },
      'destination.folder must be the absolute path of a folder.',
    ],
    [{ ...config, stateFolder: ' ' }, 'stateFolder must be the path of a folder.'],
    [{ ...config, passes: undefined }, 'The configuration must have one of intervalMinutes and passes, and not both.'],
    [{ ...config, intervalMinutes: 5 }, 'The configuration must have one of intervalMinutes and passes, and not both.'],
    [{ ...config, passes: undefined, intervalMinutes: 0 }, 'intervalMinutes must be a whole number from 1 to 1440.'],
    [{ ...config, passes: 0 }, 'passes must be a whole number of at least 1.'],
    [{ ...config, lookBackMinutes: '5' }, 'lookBackMinutes must be a number of minutes, 0 or more.'],
    [{ ...config, proxy: 'socks5://x' }, 'proxy must be the address of a proxy: http://host:port or'],
    [
      { ...config, other: 1 },
      'The configuration has unknown members (other): those that it can have are organizations,',
    ],
    [[], 'The configuration must be an object with organizations, destination, stateFolder,'],
  ])('%#', (value, sentence) => {
    expect(mistakes(value)).toEqual([expect.stringContaining(sentence)]);
    expect(mistakes(value).join()).toMatch(/^[^.]\S* .*\.$/);
  });

  test('and all of them at once, without a secret', () => {
    const found = mistakes({ ...organization({ site: '' }), destination: { ...azure, ruleId: '' }, passes: undefined });
    expect(found.map((each) => each.split(' ')[0])).toEqual(['organizations[0].site', 'destination.ruleId', 'The']);
    expect(found.join()).not.toMatch(/token,|secret,/);
    expect(mistakes(organization({ tokenVariable: 's3cret' })).join()).not.toContain('s3cret');
  });

  test.each([
    ['{"a": 1,\n "b" 2}', 'It is not JSON: see line 2 column 6.'],
    ['{"a": s3cret}', 'It is not JSON: see line 1 column 7.'],
    ['{\n  "organizations": [}', 'It is not JSON: see line 2 column 21.'],
    ['', 'It is not JSON: it ends too early.'],
  ])('where %j is not JSON, without a word of it', (text, sentence) => {
    expect(() => readHeadlessConfig({ text, folder: '/etc/audit', environment, nowMs: NOW_MS })).toThrow(
      new Error(sentence),
    );
  });
});

test('a route is named by its organization, its site and its destination', () => {
  const { organizations, sink } = read(config);
  const ends = { id: organizations[0]?.id ?? '', site: 'https://acme.atlassian.net', destination: sink.destination };
  const name = routeFolder(ends);
  expect(name).toMatch(/^[0-9a-f]{16}\.[0-9a-f]{16}$/);
  expect(routeFolder({ ...ends, destination: { ...sink.destination, displayName: 'renamed' } })).toBe(name);
  for (const change of [{ id: 'x' }, { site: 'https://b.atlassian.net' }, { destination: undefined }]) {
    expect(routeFolder({ ...ends, ...change })).not.toBe(name);
  }
});
