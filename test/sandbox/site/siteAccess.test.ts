import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { askSite } from '../askSite.ts';
import { type Sandbox, startSandbox } from '../startSandbox.ts';
import type { SiteUsers } from './siteUsers.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ records: 3 });
});
afterEach(() => sandbox.site.restoreOptions());
afterAll(() => sandbox.stop());

const AUDIT = '/wiki/rest/api/audit';
const RETENTION = '/wiki/rest/api/audit/retention';
const USER = '/wiki/rest/api/user/current';
const SYSTEM = '/wiki/rest/api/settings/systemInfo';
const NO_SCOPE = 'Unauthorized; scope does not match';

const ask = (path: string, user?: keyof SiteUsers) =>
  askSite(sandbox, { path, user: user && sandbox.site.users[user] });
const gateway = () => `/ex/confluence/${sandbox.site.cloudId}`;

/** The status of the audit log, its retention, the current user and the system information. */
async function statuses(prefix: string, user?: keyof SiteUsers): Promise<readonly number[]> {
  const found: number[] = [];
  for (const path of [AUDIT, RETENTION, USER, SYSTEM]) found.push((await ask(prefix + path, user)).status);
  return found;
}

describe('who may see what', () => {
  test.each<[keyof SiteUsers | undefined, readonly number[]]>([
    ['administrator', [200, 200, 200, 200]],
    ['member', [403, 403, 200, 200]],
    ['outsider', [403, 403, 403, 403]],
    ['scoped', [401, 401, 401, 401]],
    ['wronglyScoped', [401, 401, 401, 401]],
    ['scopedMember', [401, 401, 401, 401]],
    [undefined, [401, 401, 401, 401]],
  ])('at the site: %s', async (user, expected) => {
    expect(await statuses('', user)).toEqual(expected);
  });

  test.each<[keyof SiteUsers | undefined, readonly number[]]>([
    ['administrator', [401, 401, 401, 401]],
    ['member', [401, 401, 401, 401]],
    ['outsider', [401, 401, 401, 401]],
    ['scoped', [200, 200, 403, 403]],
    ['wronglyScoped', [403, 403, 200, 200]],
    ['scopedMember', [403, 403, 200, 200]],
    [undefined, [401, 401, 401, 401]],
  ])('through the gateway: %s', async (user, expected) => {
    expect(await statuses(gateway(), user)).toEqual(expected);
  });

  test('a refusal says what is missing', async () => {
    const messageOf = async (path: string, user: keyof SiteUsers) => (await ask(path, user)).json().message;
    expect(await messageOf(gateway() + AUDIT, 'wronglyScoped')).toBe(NO_SCOPE);
    expect(await messageOf(gateway() + USER, 'scoped')).toBe(NO_SCOPE);
    expect(await messageOf(gateway() + AUDIT, 'scopedMember')).toContain('permission to view the audit log');
    expect(await messageOf(USER, 'outsider')).toBe('Current user not permitted to use Confluence');
  });

  test('a missing scope can be a 401', async () => {
    sandbox.site.changeOptions({ scopeRefusalStatus: 401 });
    expect(await statuses(gateway(), 'scoped')).toEqual([200, 200, 401, 401]);
    expect(await statuses(gateway(), 'wronglyScoped')).toEqual([401, 401, 200, 200]);
    expect((await ask(gateway() + SYSTEM, 'scoped')).json()).toEqual({ code: 401, message: NO_SCOPE });
  });

  test('the Free plan has no audit log, through whichever door, but the rest', async () => {
    sandbox.site.changeOptions({ plan: 'free' });
    expect(await statuses('', 'administrator')).toEqual([403, 403, 200, 200]);
    expect(await statuses(gateway(), 'scoped')).toEqual([403, 403, 403, 403]);
    expect((await ask(gateway() + RETENTION, 'scoped')).text).toContain('Free plan');
  });
});

describe('the current user', () => {
  const operations = (targets: Readonly<Record<string, string>>) =>
    Object.entries(targets).map(([operation, targetType]) => ({ operation, targetType }));

  test('is told with what they may do', async () => {
    const administrator = await ask(`${USER}?expand=operations`, 'administrator');
    expect(administrator.json()).toEqual({
      type: 'known',
      accountId: expect.stringMatching(/^712020:/u),
      accountType: 'atlassian',
      email: 'ingrid.halvorsen@example.com',
      publicName: 'Ingrid Halvorsen',
      displayName: 'Ingrid Halvorsen',
      operations: operations({ use: 'application', create: 'space', administer: 'application' }),
      _expandable: { personalSpace: '' },
    });
    const member = await ask(`${gateway()}${USER}?expand=personalSpace,operations`, 'scopedMember');
    expect(member.json()).toMatchObject({
      email: 'jonas.brandt@example.com',
      operations: operations({ use: 'application', create: 'space' }),
    });
  });

  test('is told without, when nobody asks for it', async () => {
    const user = (await ask(USER, 'member')).json();
    expect(user).not.toHaveProperty('operations');
    expect(user).toMatchObject({ displayName: 'Jonas Brandt', _expandable: { operations: '' } });
  });
});

describe('the system information', () => {
  test.each([
    ['free', 'FREE'],
    ['standard', 'STANDARD'],
    ['premium', 'PREMIUM'],
    [undefined, 'STANDARD'],
  ] as const)('names the edition: %s', async (plan, edition) => {
    sandbox.site.changeOptions({ plan });
    expect((await ask(SYSTEM, 'member')).json()).toEqual({
      cloudId: sandbox.site.cloudId,
      commitHash: expect.stringMatching(/^[0-9a-f]{40}$/u),
      baseUrl: `${sandbox.site.url}/wiki`,
      edition,
      siteTitle: expect.any(String),
      defaultLocale: 'en_US',
      defaultTimeZone: expect.any(String),
    });
  });

  test('names the site as it is told to, and its id as it was given', async () => {
    const cloudId = '11111111-2222-4333-8444-555555555555';
    const other = await startSandbox({ records: 0, site: { cloudId, ownUrl: 'https://acme.atlassian.net' } });
    try {
      const { administrator, wronglyScoped } = other.site.users;
      for (const [prefix, user] of [
        ['', administrator],
        [`/ex/confluence/${cloudId}`, wronglyScoped],
      ] as const) {
        const { cloudId: told, baseUrl } = (await askSite(other, { path: prefix + SYSTEM, user })).json();
        expect([told, baseUrl]).toEqual([cloudId, 'https://acme.atlassian.net/wiki']);
      }
      expect((await askSite(other, { path: '/_edge/tenant_info' })).json()).toEqual({ cloudId });
      expect(other.site.cloudId).toBe(cloudId);
    } finally {
      await other.stop();
    }
  });
});
