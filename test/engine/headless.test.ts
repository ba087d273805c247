import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSandboxHeadless, deliveredIn, type SandboxHeadless } from './sandboxHeadless.ts';

const RECORDS = 3000;
let headless: SandboxHeadless;
beforeAll(async () => {
  headless = await createSandboxHeadless(RECORDS, Date.now() - 120_000);
});
beforeEach(() => headless.clear());
afterEach(() => headless.killAll());
afterAll(() => headless.stop());

test('two passes deliver everything once', async () => {
  const { code, lines, errors } = await headless.run(headless.configOf({ passes: 2 }));
  expect(errors).toBe('');
  expect(code).toBe(0);
  expect(new Set(lines.map(({ organization }) => organization))).toEqual(new Set(['Acme']));
  expect(deliveredIn(lines)).toEqual([RECORDS, 0]);
  expect(headless.uids()).toHaveLength(RECORDS);
  expect(new Set(headless.uids()).size).toBe(RECORDS);
});

test('several organizations and a folder', async () => {
  const { site } = headless.sandbox;
  const people = ['administrator', 'member'] as const;
  const organizations = people.map((name) => ({
    ...{ name, site: site.url, userName: site.users[name].email, tokenVariable: name },
  }));
  const tokens = { administrator: site.users.administrator.token, member: site.users.member.token };
  const { code, lines, errors } = await headless.run(
    headless.configOf({ organizations, destination: { kind: 'folder', folder: headless.folder } }),
    tokens,
  );
  expect(code).toBe(1);
  expect(errors).toMatch(/^member: the sync has failed\. The user may not read .*\[siteNotAdministrator at /);
  expect(deliveredIn(lines.filter(({ organization }) => organization === 'administrator'))).toEqual([RECORDS]);
});

test('a wrong token ends with 1, and is not tried again', async () => {
  const { code, lines, errors } = await headless.run(headless.configOf({ passes: 3 }), { ACME_TOKEN: 'wrong' });
  expect(code).toBe(1);
  expect(errors).toMatch(
    /^Acme: the sync has failed, and is not tried again before the next start\. localhost:\d+ does/,
  );
  expect(errors).toMatch(/ \[siteWrongCredentials at https:\S+, status 401\]\n$/);
  expect(errors).not.toContain('wrong\n');
  expect(lines.map(({ type, outcome }) => [type, outcome])).toEqual([
    ['approved', undefined],
    ['run', 'failed'],
  ]);
  const message = expect.stringMatching(/ does not accept this user name and API token\. Check /);
  expect(lines[1]).toMatchObject({ failure: { code: 'siteWrongCredentials', message, detail: { status: 401 } } });
});

test('a failure that passes is tried again by the next pass', async () => {
  headless.sandbox.azure.faults.next('ingestion', { kind: 'status', status: 403 });
  const { code, errors } = await headless.run(headless.configOf({ passes: 2 }));
  expect(errors).toMatch(/^Acme: the sync has failed\. .* Monitoring Metrics Publisher .*\[ingestionRoleMissing /);
  expect(code).toBe(0);
  expect(headless.uids()).toHaveLength(RECORDS);
});

test('a rule that Azure does not know: what it may be', async () => {
  headless.sandbox.azure.faults.next('ingestion', { kind: 'status', status: 404 });
  const { code, errors } = await headless.run(headless.configOf());
  expect(code).toBe(1);
  for (const part of ['destination.ruleId', 'destination.stream', 'region', '[ingestionNotFound at ']) {
    expect(errors).toContain(part);
  }
});

test('a token that has expired by the configuration is warned of, and tried all the same', async () => {
  const [organization] = headless.configOf().organizations;
  const organizations = [{ ...organization, tokenExpiresOn: '2024-12-31' }];
  const { code, errors } = await headless.run(headless.configOf({ organizations, passes: 2 }));
  expect(code).toBe(0);
  expect(errors).toMatch(/^Acme: the API token has expired: its tokenExpiresOn is 2024-12-31\. [^\n]*\n$/);
  expect(headless.uids()).toHaveLength(RECORDS);
});

test('a damaged file of the state is told as a sentence', async () => {
  expect((await headless.run(headless.configOf())).code).toBe(0);
  const route = await headless.routeFolder();
  const [file = ''] = (await readdir(route)).filter((name) => /^state\.\d/.test(name));
  await writeFile(path.join(route, file), 'broken');
  const { code, errors, lines } = await headless.run(headless.configOf());
  expect(code).toBe(0);
  expect(lines.map(({ type }) => type)).toContain('damaged');
  expect(errors).toMatch(
    /^Acme: a file of the state was damaged .* is read again: .* What was left of it is \S+damaged\.$/m,
  );
});

test('an earlier `from` reads what is missing, and only that', async () => {
  const [organization] = headless.configOf().organizations;
  const from = (days: number) => ({ organizations: [{ ...organization, from: Date.now() - days * 86_400_000 }] });
  expect((await headless.run(headless.configOf(from(5)))).code).toBe(0);
  const before = headless.uids().length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(RECORDS);
  const { code, lines } = await headless.run(headless.configOf(from(25)));
  expect(code).toBe(0);
  expect(deliveredIn(lines)).toEqual([0, RECORDS - before]);
  expect(new Set(headless.uids()).size).toBe(RECORDS);
  expect(headless.uids()).toHaveLength(RECORDS);
});
