import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure } from '../../../src/core/failure.ts';
import type { Organization } from '../../../src/core/organization/organization.ts';
import { errorSentence } from '../../../src/shell/failureSentences.ts';
import { identifySite } from '../../../src/shell/organization/siteIdentity.ts';
import { ACME, cloudIdOf, GLOBEX, SAMPLE } from '../examples.ts';
import { user } from '../fakeUser.ts';
import { type Shell, startShell } from '../startShell.ts';

const WIKI = 'https://wiki.acme.example';

let shell: Shell;
beforeEach(async () => {
  shell = await startShell();
  shell.connections.site(WIKI).belongsTo = ACME.site;
});
const identify = (organization: Organization, signal = new AbortController().signal) =>
  identifySite(shell.parts, organization, signal);
/** As typed, so that nobody knows yet which site it is. */
const typed = (site: string, change: Partial<Organization> = {}): Organization => ({
  ...ACME,
  ...{ id: 'new', site, cloudId: undefined },
  ...change,
});
const twin = {
  field: 'userName',
  verdict: 'failed',
  text: 'This site is there already with the same user, as "Acme".',
};

describe('an organization', () => {
  test('at its site’s own address learns its cloud id', async () => {
    const organization = typed(GLOBEX.site);
    const identified = { ...organization, cloudId: GLOBEX.cloudId };
    expect(await identify(organization)).toEqual({ organization: identified, notes: [], refused: false });
  });

  test('at a custom domain moves to its site’s own address, and is told so', async () => {
    const organization = typed(WIKI);
    const text = 'wiki.acme.example is a custom domain of acme.atlassian.net, which will be used.';
    expect(await identify(organization)).toEqual({
      organization: { ...organization, site: ACME.site, cloudId: ACME.cloudId },
      notes: [{ field: 'siteUrl', verdict: 'ok', text }],
      refused: false,
    });
  });

  test('is called after the site that it moves to, unless it was given a name', async () => {
    expect((await identify(typed(WIKI, { displayName: 'wiki.acme.example' }))).organization.displayName).toBe('acme');
    expect((await identify(typed(WIKI, { displayName: 'Wiki' }))).organization.displayName).toBe('Wiki');
  });

  test('stays at a custom domain whose site has no other known address', async () => {
    shell.connections.site(WIKI).belongsTo = undefined;
    const organization = typed(WIKI);
    expect(await identify(organization)).toEqual({
      organization: { ...organization, cloudId: cloudIdOf(WIKI) },
      notes: [],
      refused: false,
    });
  });

  test('that is there keeps the address that its token and progress belong to', async () => {
    const stored = typed(WIKI, { id: ACME.id });
    await shell.addOrganization(stored);
    const renamed = { ...stored, displayName: 'Renamed' };
    const identified = { ...renamed, cloudId: ACME.cloudId };
    expect(await identify(renamed)).toEqual({ organization: identified, notes: [], refused: false });
  });

  test.each([ACME, SAMPLE])('that is known needs no question: $displayName', async (organization) => {
    expect(await identify(organization)).toEqual({ organization, notes: [], refused: false });
    expect(shell.connections.site(organization.site).identified).toBe(0);
  });
});

describe('the same site', () => {
  test.each([
    ['by its own address', ACME.site, ACME],
    ['by its own address, stored by an earlier version', ACME.site, { ...ACME, cloudId: undefined }],
    ['by a custom domain', WIKI, ACME],
    ['by a custom domain, stored by an earlier version', WIKI, { ...ACME, cloudId: undefined }],
    ['by another custom domain', WIKI, { ...ACME, site: 'https://docs.acme.example' }],
  ])('is refused twice with the same user: %s', async (_how, site, stored) => {
    await shell.addOrganization(stored);
    const { notes, refused } = await identify(typed(site, { userName: 'ANN@acme.example' }));
    expect(notes.filter(({ verdict }) => verdict !== 'ok')).toEqual([twin]);
    expect(refused).toBe(true);
    const other = await identify(typed(site, { userName: 'eve@acme.example' }));
    expect(other.notes.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
    expect(other.refused).toBe(false);
  });

  test('that is stored twice already is warned of, so that it can still be changed', async () => {
    const wiki = typed(WIKI);
    await shell.addOrganization(ACME);
    await shell.addOrganization(wiki);
    const { notes, refused } = await identify({ ...wiki, displayName: 'Renamed' });
    expect([notes, refused]).toEqual([[{ ...twin, verdict: 'warning' }], false]);
  });
});

describe('a site that does not answer', () => {
  test.each(['siteNotFound', 'siteNotCloud', 'nameNotFound', 'timedOut'] as const)('%s', async (code) => {
    const failure = new Failure(code, { where: 'x' });
    for (const site of [GLOBEX.site, WIKI, 'http://localhost:8080']) shell.connections.site(site).failure = failure;
    for (const site of [GLOBEX.site, 'http://localhost:8080']) {
      // It may be saved now and answer tomorrow.
      expect(await identify(typed(site))).toEqual({ organization: typed(site), notes: [], refused: false });
    }
    const note = { field: 'siteUrl', verdict: 'failed', text: errorSentence(failure) };
    expect(await identify(typed(WIKI))).toEqual({ organization: typed(WIKI), notes: [note], refused: false });
    expect(user.log).toEqual([]);
  });

  test('for a reason that is not ours is not passed over', async () => {
    shell.connections.site(GLOBEX.site).failure = new TypeError('bug');
    const { notes } = await identify(typed(GLOBEX.site));
    expect(notes).toMatchObject([{ field: 'siteUrl', verdict: 'failed' }]);
    expect(user.log).toEqual([expect.stringMatching(/^error looking for the site: TypeError/)]);
  });

  test('may be given up', async () => {
    shell.connections.site(GLOBEX.site).answers = new Promise(() => undefined);
    const abort = new AbortController();
    const identified = identify(typed(GLOBEX.site), abort.signal);
    abort.abort();
    await expect(identified).rejects.toMatchObject({ name: 'AbortError' });
  });
});
