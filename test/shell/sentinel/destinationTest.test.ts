import { beforeEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { Failure, type FailureCode } from '../../../src/core/failure.ts';
import type { Destination } from '../../../src/core/sentinel/destination.ts';
import { testDestination } from '../../../src/shell/sentinel/destinationTest.ts';
import { FOLDER, NOON_MS, SENTINEL } from '../examples.ts';
import { createFakeConnections, type FakeConnections } from '../fakeConnections.ts';

const AUTHORITY = 'https://login.sovereign.example';
const SOVEREIGN: Destination = {
  ...SENTINEL,
  cloud: { name: 'custom', authorityHost: AUTHORITY, audience: 'https://monitor.sovereign.example' },
};

let connections: FakeConnections;
beforeEach(() => {
  connections = createFakeConnections(() => 0);
});

const run = (destination: Destination, clientSecret?: string, signal = new AbortController().signal) =>
  testDestination(connections, { destination, clientSecret, signal, nowMs: () => NOON_MS });
const verdicts = async (destination: Destination) =>
  (await run(destination)).map(({ field, verdict }) => `${field} ${verdict}`);

describe('a test of a destination', () => {
  test('that works says so at each field', async () => {
    expect(await verdicts(SENTINEL)).toEqual(['clientSecret ok', 'endpoint ok', 'ruleId ok', 'streamName ok']);
    expect(await verdicts(FOLDER)).toEqual(['folder ok']);
  });

  test('tries what is typed', async () => {
    await run(SENTINEL, 'typed');
    await run(SENTINEL);
    expect(connections.destination(SENTINEL.id).secrets).toEqual(['typed', undefined]);
  });

  test('does not promise what an empty batch cannot show', async () => {
    connections.destination(SENTINEL.id).verdict = 'reached';
    expect(await verdicts(SENTINEL)).toEqual(['clientSecret ok', 'endpoint ok', 'streamName warning']);
  });

  test.each<[FailureCode, string, Destination, string]>([
    ['entraTenantNotFound', 'https://login.microsoftonline.com', SENTINEL, 'tenantId'],
    ['entraClientNotFound', 'https://login.microsoftonline.com', SENTINEL, 'clientId'],
    ['entraSignInFailed', 'https://login.microsoftonline.com', SENTINEL, 'clientId'],
    ['entraWrongSecret', 'https://login.microsoftonline.com', SENTINEL, 'clientSecret'],
    ['entraSecretExpired', 'https://login.microsoftonline.com', SENTINEL, 'clientSecret'],
    ['secretMissing', 'Sentinel', SENTINEL, 'clientSecret'],
    ['ingestionRoleMissing', SENTINEL.endpoint, SENTINEL, 'ruleId'],
    ['ingestionNotFound', SENTINEL.endpoint, SENTINEL, 'streamName'],
    ['ingestionUnauthorized', SENTINEL.endpoint, SENTINEL, 'endpoint'],
    ['ingestionServerError', SENTINEL.endpoint, SENTINEL, 'endpoint'],
    ['nameNotFound', SENTINEL.endpoint, SENTINEL, 'endpoint'],
    ['nameNotFound', AUTHORITY, SOVEREIGN, 'authorityHost'],
    ['nameNotFound', SENTINEL.endpoint, SOVEREIGN, 'endpoint'],
    ['folderMissing', FOLDER.folder, FOLDER, 'folder'],
    ['diskFull', FOLDER.folder, FOLDER, 'folder'],
  ])('says %s at %s at the field that mends it', async (code, where, destination, field) => {
    connections.destination(destination.id).failure = new Failure(code, { where });
    const notes = await run(destination);
    expect(notes).toEqual([{ field, verdict: 'failed', text: expect.stringMatching(/^.{20,}\.$/) }]);
  });

  test('says until when it is asked to wait', async () => {
    const failure = new Failure('siteRateLimited', { where: SENTINEL.endpoint, retryAfterMs: 600_000 });
    connections.destination(SENTINEL.id).failure = failure;
    expect((await run(SENTINEL))[0]?.text).toMatch(/Try again after \d{1,2}:10\s[AP]M\.$/);
  });

  test('shows nothing of what an error that is not ours says', async () => {
    connections.destination(FOLDER.id).failure = new RangeError('secret');
    const text = 'Something unexpected happened (RangeError). The log has the details.';
    expect(await run(FOLDER)).toEqual([{ field: 'folder', verdict: 'failed', text }]);
  });

  test('that is cancelled is no failure of the destination', async () => {
    await expect(run(SENTINEL, 'typed', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
