import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure, type FailureCode } from '../../../src/core/failure.ts';
import type { Organization } from '../../../src/core/organization/organization.ts';
import { ACME, DAY_MS, FOLDER, NOON_MS, SAMPLE } from '../examples.ts';
import type { FakeSite } from '../fakeConnections.ts';
import { type Shell, startShell } from '../startShell.ts';
import { until } from '../until.ts';

let shell: Shell;
let site: FakeSite;
beforeEach(async () => {
  shell = await startShell();
  site = shell.connections.site(ACME.site);
  await shell.addOrganization(ACME);
});

const run = (organization: Organization = ACME, apiToken?: string, signal = new AbortController().signal) =>
  shell.parts.testOrganization({ organization, apiToken, signal });
const verdicts = async (...test: Parameters<typeof run>) =>
  (await run(...test)).map(({ field, verdict }) => `${field} ${verdict}`);
const textAt = async (field: string) => (await run()).find((note) => note.field === field)?.text;

const preview = { ...ACME, destinationId: undefined };

describe('a test of an organization', () => {
  test('that works says so at each field', async () => {
    expect(await verdicts()).toEqual(['siteUrl ok', 'userName ok', 'apiToken ok', 'destinationId ok']);
    expect(await textAt('siteUrl')).toBe('acme.atlassian.net answers.');
    expect(await textAt('destinationId')).toBe('Audit files accepts records.');
  });

  test('tries what is typed, else what is stored', async () => {
    await run();
    await run(ACME, 'typed');
    const { userName } = ACME;
    expect(site.credentials).toEqual([
      { userName, apiToken: 'ATATT-stored' },
      { userName, apiToken: 'typed' },
    ]);
  });

  test('asks for the token where none is stored for just this site and user', async () => {
    const moved = { ...preview, site: 'https://other.atlassian.net' };
    expect(await verdicts(moved)).toEqual(['siteUrl ok', 'apiToken failed', 'destinationId skipped']);
    expect(shell.connections.site(moved.site).credentials).toEqual([]);
  });

  test.each<[FailureCode, readonly string[]]>([
    ['siteWrongCredentials', ['siteUrl ok', 'apiToken failed']],
    ['siteScopeMissing', ['siteUrl ok', 'apiToken failed']],
    ['siteNotAdministrator', ['siteUrl ok', 'apiToken ok', 'userName failed']],
    ['siteNoConfluenceAccess', ['siteUrl ok', 'apiToken ok', 'userName failed']],
    ['siteForbidden', ['siteUrl ok', 'apiToken ok', 'userName failed']],
    ['siteNotFound', ['siteUrl failed']],
    ['nameNotFound', ['siteUrl failed']],
    ['proxyRefused', ['siteUrl failed']],
    ['siteServerError', ['siteUrl failed']],
  ])('says %s at the field that mends it, and what was reached before', async (code, expected) => {
    site.failure = new Failure(code, { where: ACME.site, status: 500, remark: 'x' });
    expect(await verdicts(preview)).toEqual([...expected, 'destinationId skipped']);
    const failed = (await run(preview)).filter(({ verdict }) => verdict === 'failed');
    expect(failed[0]?.text).toContain('acme.atlassian.net');
  });

  test('shows nothing of what an error that is not ours says', async () => {
    site.failure = new TypeError('token ATATT-stored');
    expect(JSON.stringify(await run())).not.toContain('ATATT');
    expect(await textAt('siteUrl')).toBe('Something unexpected happened (TypeError). The log has the details.');
  });

  test.each([
    [[], 'It holds no records of the last 30 days.'],
    [[5 * 60_000], 'The newest record is 5 minutes old.'],
    [[-60_000], 'The newest record is 0 minutes old.'],
    [[2 * DAY_MS, 3 * DAY_MS], '2 records in 30 days, the newest of 2026-10-05 12:00 UTC.'],
  ])('tells of records %j old', async (agesMs, sentence) => {
    for (const ageMs of agesMs) site.records.push({ creationDate: NOON_MS - ageMs });
    expect(await textAt('userName')).toBe(`May read the audit log. ${sentence}`);
  });

  test('tells how the destination is, whatever the site does', async () => {
    const destination = shell.connections.destination(FOLDER.id);
    destination.verdict = 'reached';
    expect(await verdicts()).toContain('destinationId warning');
    destination.failure = new Failure('folderMissing', { where: FOLDER.folder });
    expect(await verdicts()).toEqual(['siteUrl ok', 'userName ok', 'apiToken ok', 'destinationId failed']);
    site.failure = new Failure('siteNotFound', { where: ACME.site });
    expect(await verdicts()).toEqual(['siteUrl failed', 'destinationId failed']);
    await shell.parts.destinations.remove(FOLDER.id);
    expect(await textAt('destinationId')).toBe('Acme has no destination. Choose one first.');
  });

  test('of the sample needs no site', async () => {
    expect(await verdicts({ ...SAMPLE, destinationId: undefined })).toEqual(['form ok', 'destinationId skipped']);
  });

  test('that is cancelled is no failure of the site', async () => {
    site.answers = new Promise(() => undefined);
    const abort = new AbortController();
    const tested = run(ACME, undefined, abort.signal);
    await until(() => site.credentials.length > 0);
    abort.abort();
    await expect(tested).rejects.toMatchObject({ name: 'AbortError' });
  });
});
