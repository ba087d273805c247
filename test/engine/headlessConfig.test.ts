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
const environment = { ACME: 'token', AZURE: 'secret', EMPTY: ' ' };

function read(value: unknown) {
  return readHeadlessConfig({ text: JSON.stringify(value), folder: '/etc/audit', environment });
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
    [organization({ site: 'id.atlassian.com' }), 'organizations[0].site: '],
    [organization({ site: 'http://acme.atlassian.net' }), 'organizations[0].site: '],
    [organization({ userName: ' ' }), 'organizations[0].userName: '],
    [
      organization({ tokenVariable: 'NONE' }),
      'organizations[0].tokenVariable: names no variable of the environment, or an empty one',
    ],
    [organization({ tokenVariable: 'EMPTY' }), 'organizations[0].tokenVariable: '],
    [organization({ tokenExpiresOn: '2026-02-30' }), 'organizations[0].tokenExpiresOn: '],
    [organization({ from: 'yesterday' }), 'organizations[0].from: '],
    [organization({ token: 'x' }), 'organizations[0]: '],
    [{ ...config, organizations: [] }, 'organizations: '],
    [
      { ...config, organizations: [acme, { ...acme, name: 'Again' }] },
      'organizations[1]: is the same as organizations[0]',
    ],
    [{ ...config, organizations: [acme, { ...acme, userName: 'b' }] }, 'organizations[1].name: '],
    [destination({ endpoint: 'http://dce.example' }), 'destination.endpoint: '],
    [destination({ ruleId: 'dcr-1' }), 'destination.ruleId: '],
    [destination({ stream: 'Other' }), 'destination.stream: '],
    [
      destination({ cloud: { authorityHost: 'x', audience: 'https://a.example' } }),
      'destination.cloud.authorityHost: ',
    ],
    [destination({ secretVariable: 'NONE' }), 'destination.secretVariable: '],
    [{ ...config, destination: { kind: 'folder', folder: 'rows' } }, 'destination.folder: '],
    [{ ...config, passes: undefined }, 'the whole: takes either intervalMinutes or passes'],
    [{ ...config, intervalMinutes: 5 }, 'the whole: takes either intervalMinutes or passes'],
    [{ ...config, passes: undefined, intervalMinutes: 0 }, 'intervalMinutes: '],
    [{ ...config, passes: 0 }, 'passes: '],
    [{ ...config, proxy: 'socks5://x' }, 'proxy: '],
    [{ ...config, other: 1 }, 'the whole: '],
  ])('%#', (value, mistake) => {
    expect(mistakes(value)).toEqual([expect.stringContaining(mistake)]);
  });

  test('and all of them at once, without a secret', () => {
    const found = mistakes({ ...organization({ site: '' }), destination: { ...azure, ruleId: '' }, passes: undefined });
    expect(found.map((each) => each.split(':')[0])).toEqual([
      ...['organizations[0].site', 'destination.ruleId', 'the whole'],
    ]);
    expect(found.join()).not.toMatch(/token,|secret,/);
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
