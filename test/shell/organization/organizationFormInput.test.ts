import { describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import type { Organization } from '../../../src/core/organization/organization.ts';
import type { OrganizationFormValues } from '../../../src/protocol/organizationForm.ts';
import { formValues } from '../../../src/shell/organization/organizationForm.ts';
import { readOrganizationInput } from '../../../src/shell/organization/organizationFormInput.ts';
import { ACME, ACME_TYPED, GLOBEX, NOON_MS, SAMPLE } from '../examples.ts';

interface Basis {
  readonly edited?: Organization;
  readonly others?: readonly Organization[];
}

function read(change: Partial<OrganizationFormValues>, { edited, others = [] }: Basis = {}) {
  const start = edited === undefined ? ACME_TYPED : formValues(edited);
  return readOrganizationInput({ ...start, ...change }, { edited, others, newId: 'new', nowMs: NOON_MS });
}

/** What is wrong, field by field. */
function problems(change: Partial<OrganizationFormValues>, basis?: Basis) {
  const input = read(change, basis);
  const failed = input.notes.filter(({ verdict }) => verdict === 'failed');
  expect(input.ok).toBe(failed.length === 0);
  return failed.map(({ field, text }) => [field, text]);
}

describe('a new organization', () => {
  test('is made of what was typed', () => {
    const input = read({ siteUrl: ' https://acme.atlassian.net ', userName: ' ann@acme.example ', apiToken: ' t1 ' });
    expect(input).toEqual({
      ok: true,
      apiToken: 't1',
      notes: [],
      organization: {
        ...{
          id: 'new',
          kind: 'confluence',
          displayName: 'acme',
          site: ACME.site,
          cloudId: undefined,
          userName: ACME.userName,
          tokenExpiresOn: undefined,
        },
        destinationId: undefined,
        firstSync: 'everything',
        addedAtMs: NOON_MS,
        backgroundSync: { enabled: false, intervalMinutes: 5 },
      },
    });
  });

  test('takes name, destination, range and background sync', () => {
    const typed = { displayName: ' Acme ', destinationId: 'f', firstSync: 'newOnly', backgroundSync: true } as const;
    expect(read({ ...typed, intervalMinutes: ' 60 ' })).toMatchObject({
      organization: {
        displayName: 'Acme',
        destinationId: 'f',
        firstSync: 'newOnly',
        backgroundSync: { enabled: true, intervalMinutes: 60 },
      },
    });
  });

  test('tells everything that is missing at once', () => {
    const missing = { siteUrl: ' ', userName: ' ', apiToken: ' ', backgroundSync: true, intervalMinutes: 'x' };
    expect(problems(missing).map(([field]) => field)).toEqual([
      ...['siteUrl', 'userName', 'apiToken', 'intervalMinutes', 'destinationId'],
    ]);
  });

  test.each([
    ['', /^Enter the organization URL/],
    ['acme company', /^This is not an address/],
    ['ftp://acme.atlassian.net', /^This is not an address/],
    ['https://https://acme.atlassian.net', /twice/],
    ['http://acme.atlassian.net', /Use https:\/\/acme\.atlassian\.net\.$/],
    ['https://ann:pw@acme.atlassian.net', /^Leave user name and password out/],
    ['http://wiki.acme.example', /Use https:\/\/wiki\.acme\.example\.$/],
    ['https://admin.atlassian.com', /^admin\.atlassian\.com is Atlassian's own address\. Enter that of your site/],
    ['acme.atlassian.net:8443', /^Leave the port out of acme\.atlassian\.net:8443/],
  ])('of the address %j is refused', (siteUrl, sentence) => {
    expect(problems({ siteUrl })).toEqual([['siteUrl', expect.stringMatching(sentence)]]);
  });

  test.each([
    ['acme', 'https://acme.atlassian.net will be used.'],
    ['ACME.atlassian.net', 'https://acme.atlassian.net will be used.'],
    ['https://acme.atlassian.net/', 'https://acme.atlassian.net will be used.'],
    ['acme.atlassian.net.', 'https://acme.atlassian.net will be used.'],
    [
      'https://acme.atlassian.net/wiki/spaces/A?x=1#y',
      'Only the site counts: https://acme.atlassian.net will be used, without the rest of the address.',
    ],
  ])('of the address %j says what is made of it', (siteUrl, text) => {
    expect(read({ siteUrl })).toMatchObject({ ok: true, organization: { site: ACME.site } });
    expect(read({ siteUrl }).notes).toEqual([{ field: 'siteUrl', verdict: 'ok', text }]);
  });

  test.each([
    ['acme.atlassian.net', ACME.site],
    [' https://acme.atlassian.net ', ACME.site],
    ['acme.jira.com', 'https://acme.jira.com'],
  ])('of the address %j needs no word', (siteUrl, site) => {
    expect(read({ siteUrl })).toMatchObject({ ok: true, notes: [], organization: { site } });
  });

  test.each(['https://wiki.acme.example', 'wiki.acme.example/x', 'https://acme.atlassian.net.evil.example'])(
    'of the address %j is yet to be looked at',
    (siteUrl) => {
      const text =
        'This is not an .atlassian.net address. Testing or saving will find out which Confluence site it belongs to.';
      expect(read({ siteUrl })).toMatchObject({ ok: true, organization: { cloudId: undefined } });
      expect(read({ siteUrl }).notes).toEqual([{ field: 'siteUrl', verdict: 'warning', text }]);
    },
  );

  test('takes the last day of its token, or none', () => {
    expect(read({ tokenExpiresOn: ' 2026-12-31 ' })).toMatchObject({ organization: { tokenExpiresOn: '2026-12-31' } });
    expect(read({ tokenExpiresOn: ' ' })).toMatchObject({ organization: { tokenExpiresOn: undefined } });
    expect(problems({ tokenExpiresOn: '31.12.2026' })).toEqual([
      ['tokenExpiresOn', expect.stringMatching(/^Enter the day like 2026-12-31/)],
    ]);
    // A token that ended could not be of use.
    expect(problems({ tokenExpiresOn: '2026-10-01' }).map(([field]) => field)).toEqual(['tokenExpiresOn']);
  });

  test.each(['ann', 'ann@', '@acme', 'a b@acme', 'ann@x@y', 'ann:pw@acme'])('refuses the user name %j', (userName) => {
    expect(problems({ userName })).toEqual([['userName', expect.stringMatching(/^Enter an e-mail address:/)]]);
  });

  test.each(['a b', 'a\nb', 'a\u0000b', 'a\u00a0b'])('refuses the token %j, without repeating it', (apiToken) => {
    const [[field, text] = []] = problems({ apiToken });
    expect(field).toBe('apiToken');
    expect(text).toBe('The token has a space or line break in it. Copy it again, as a whole.');
  });

  test('needs a destination for background sync', () => {
    expect(problems({ backgroundSync: true })).toEqual([
      ['destinationId', expect.stringMatching(/^Background sync needs/)],
    ]);
    expect(problems({ backgroundSync: true, destinationId: 'f' })).toEqual([]);
  });

  test.each(['0', '-1', '1441', '1.5', 'soon', 'NaN', 'Infinity', '5 minutes'])(
    'refuses %j minutes',
    (intervalMinutes) => {
      const wanted = { destinationId: 'f', intervalMinutes };
      const text = 'Enter whole minutes from 1 to 1440.';
      expect(problems({ ...wanted, backgroundSync: true })).toEqual([['intervalMinutes', text]]);
      expect(read({ ...wanted, backgroundSync: false })).toMatchObject({
        organization: { backgroundSync: { enabled: false, intervalMinutes: 5 } },
      });
    },
  );

  test.each([
    ['1', 1],
    ['1440', 1440],
    ['', 5],
  ])('takes %j minutes', (intervalMinutes, minutes) => {
    const input = read({ backgroundSync: true, destinationId: 'f', intervalMinutes });
    expect(input).toMatchObject({ ok: true, organization: { backgroundSync: { intervalMinutes: minutes } } });
  });

  test('may not be there already with the same user', () => {
    const twin = 'This site is there already with the same user, as "Acme".';
    expect(problems({ userName: 'ANN@acme.example' }, { others: [GLOBEX, ACME] })).toEqual([['userName', twin]]);
    expect(problems({ userName: 'eve@acme.example' }, { others: [GLOBEX, ACME] })).toEqual([]);
  });
});

describe('an organization that is edited', () => {
  test('keeps what is not in the form, and its token', () => {
    const input = read({ displayName: 'Renamed' }, { edited: ACME, others: [ACME] });
    expect(input).toEqual({
      ok: true,
      apiToken: undefined,
      notes: [],
      organization: { ...ACME, displayName: 'Renamed' },
    });
  });

  test('keeps its cloud id as long as it keeps its address', () => {
    expect(read({}, { edited: ACME })).toMatchObject({ organization: { cloudId: ACME.cloudId } });
    const moved = read({ siteUrl: 'globex', apiToken: 't2' }, { edited: ACME });
    expect(moved).toMatchObject({ organization: { site: GLOBEX.site, cloudId: undefined } });
  });

  test('at a custom domain needs no word about it', () => {
    const edited = { ...ACME, site: 'https://wiki.acme.example' };
    expect(read({}, { edited })).toMatchObject({ ok: true, notes: [], organization: edited });
  });

  test('may be changed though its token has expired, but gets no new token with that day', () => {
    const edited = { ...ACME, tokenExpiresOn: '2026-10-01' };
    const notes = [{ field: 'tokenExpiresOn', verdict: 'warning', text: expect.stringMatching(/has expired/) }];
    expect(read({ displayName: 'Renamed' }, { edited })).toMatchObject({ ok: true, notes });
    expect(problems({ apiToken: 't2' }, { edited }).map(([field]) => field)).toEqual(['tokenExpiresOn']);
    expect(read({ apiToken: 't2', tokenExpiresOn: '' }, { edited })).toMatchObject({
      ok: true,
      notes: [],
      organization: { tokenExpiresOn: undefined },
    });
  });

  test('asks to look at the day when only the token is new', () => {
    const edited = { ...ACME, tokenExpiresOn: '2026-12-31' };
    const input = read({ apiToken: 't2' }, { edited });
    expect(input).toMatchObject({ ok: true, organization: { tokenExpiresOn: '2026-12-31' } });
    expect(input.notes).toEqual([
      { field: 'tokenExpiresOn', verdict: 'warning', text: expect.stringMatching(/former token/) },
    ]);
    expect(read({}, { edited }).notes).toEqual([]);
  });

  test.each([
    ['site', { siteUrl: 'globex.atlassian.net' }],
    ['user', { userName: 'eve@acme.example' }],
  ])('asks for the token again when the %s has changed', (_what, change) => {
    const text = 'Site or user have changed: enter the token that belongs to them.';
    expect(problems(change, { edited: ACME })).toEqual([['apiToken', text]]);
    expect(problems({ ...change, apiToken: 't2' }, { edited: ACME })).toEqual([]);
  });

  test('says of a wrong site nothing about the token', () => {
    expect(problems({ siteUrl: '' }, { edited: ACME }).map(([field]) => field)).toEqual(['siteUrl']);
  });

  test('may not become the twin of another one', () => {
    const change = { siteUrl: ACME.site, userName: ACME.userName, apiToken: 't2' };
    expect(problems(change, { edited: GLOBEX, others: [ACME, GLOBEX] }).map(([field]) => field)).toEqual(['userName']);
  });

  test('at another address of the same site with the same user is warned of, and can be changed', () => {
    const wiki = { ...ACME, id: 'wiki', site: 'https://wiki.acme.example' };
    const input = read({ displayName: 'Renamed' }, { edited: wiki, others: [ACME, wiki] });
    expect(input).toMatchObject({ ok: true, notes: [{ field: 'userName', verdict: 'warning' }] });
  });

  test('has neither site nor user nor token when it is the sample', () => {
    const change = { siteUrl: 'evil.example', userName: 'x', apiToken: 'x y', displayName: 'Mine', destinationId: 'f' };
    expect(read(change, { edited: SAMPLE, others: [SAMPLE] })).toMatchObject({
      ok: true,
      apiToken: undefined,
      notes: [],
      organization: { ...SAMPLE, displayName: 'Mine', destinationId: 'f' },
    });
  });
});
