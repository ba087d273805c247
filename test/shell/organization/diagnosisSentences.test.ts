import { describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { DIAGNOSIS_STEPS, type Seen } from '../../../src/core/confluence/diagnosis.ts';
import { FAILURE_CODES, Failure } from '../../../src/core/failure.ts';
import { stepText, stepTitle } from '../../../src/shell/organization/diagnosisSentences.ts';
import { stepsOf } from '../../../src/shell/organization/diagnosisSteps.ts';
import { ACME, DAY_MS, NOON_MS } from '../examples.ts';
import { SEEN } from './diagnosisExamples.ts';

const told = (seen: Seen, verdict: 'ok' | 'warning' = 'ok') => stepText({ step: 'auditRead', verdict, seen }, NOON_MS);
const SENTENCE = /^\S.{10,}\.$/;

describe('each step', () => {
  test('has a title of its own', () => {
    const titles = [...stepsOf(ACME), 'sample' as const].map(stepTitle);
    expect(new Set(titles).size).toBe(titles.length);
    for (const title of titles) expect(title).toMatch(/^[A-Z][A-Za-z ]+$/);
  });

  test.each(Object.values(SEEN))('tells of $kind in whole sentences', (seen) => {
    for (const verdict of ['ok', 'warning'] as const) {
      const text = told(seen, verdict);
      expect(text.seen).toMatch(seen.kind === 'limits' ? /^x-ratelimit-remaining: 99$/ : SENTENCE);
      expect(text.meaning).toMatch(/^$|^[A-Z].*[.]$/);
      expect(text.seen + text.meaning).not.toMatch(/undefined|null|NaN|\[object|\{\d\}|=>/);
    }
  });

  test.each(FAILURE_CODES)('that failed with %s says what to do, and what came', (code) => {
    const failure = new Failure(code, { where: `${ACME.site}/wiki?token=t`, status: 418, remark: 'ECODE' });
    const text = stepText({ step: 'auditRead', verdict: 'failed', failure }, NOON_MS);
    expect(text.seen).toBe('acme.atlassian.net, status 418, ECODE');
    expect(text.meaning).toMatch(SENTENCE);
  });

  test.each(DIAGNOSIS_STEPS)('can be skipped because of %s', (because) => {
    const { meaning } = stepText({ step: 'rateLimit', verdict: 'skipped', because }, NOON_MS);
    expect(meaning).toBe(`Not looked at, because of "${stepTitle(because)}".`);
  });

  test('can be skipped because the site does not show it', () => {
    const text = stepText({ step: 'plan', verdict: 'skipped', because: 'notVisible' }, NOON_MS);
    expect(text).toEqual({ seen: '', meaning: 'The site does not show this to the token.' });
  });
});

describe('what was seen', () => {
  const { certificate } = SEEN.certificate;
  const records = (one: Partial<Extract<Seen, { kind: 'records' }>>): Seen => ({ ...SEEN.records, ...one });
  const account = (tokenDaysLeft: number): Seen => ({ ...SEEN.account, tokenDaysLeft });
  const issued = (one: Partial<typeof certificate> | { readonly problem: string }): Seen => ({
    kind: 'certificate',
    certificate: { ...certificate, ...one },
  });

  test.each<[string, Seen, RegExp]>([
    [
      'a private authority',
      issued({ publiclyIssued: false, issuer: 'Zscaler' }),
      /^Issued by Zscaler.* not a public authority/,
    ],
    ['no issuer', issued({ publiclyIssued: false, issuer: '' }), /^Valid until .* does not name its issuer\./],
    ['a tolerated certificate', issued({ problem: 'SELF_SIGNED' }), /\(SELF_SIGNED\).*http\.proxyStrictSSL is off/],
    ['a certificate that ends', issued({}), /It ends soon/],
    ['a token without scopes', { kind: 'token', scopes: false }, /deprecating/],
    ['a token that ends', account(3), /works for 3 more days\. Create a new one/],
    ['a token that ends tomorrow', account(1), /works until the end of tomorrow\. Create a new one/],
    ['a token that ends today', account(0), /works until the end of today\. Create a new one/],
    ['a token that outlived its date', account(-1), /Correct that date/],
    ['no records', records({ count: 0, newestMs: undefined }), /no records of the last 30 days\. That is no error/],
    [
      'many records',
      records({ count: 1000, more: true }),
      /^More than 1,000 records of the last 30 days\. The newest is of Oct 7, 2026, \d/,
    ],
    ['damaged records', records({ unreadable: 2 }), /Not understood: 2 records\. A sync puts them into quarantine/],
    ['strange records', records({ unknown: 2 }), /Found 2 times: a category.* They are sent all the same\.$/],
    ['a strange record', records({ unknown: 1 }), /Found once: a category.* It is sent all the same\.$/],
    [
      'a clock that is ahead',
      { kind: 'clock', aheadMs: 7 * 60_000 },
      /ahead of the site's by 7 minutes.* for later.*Set the clock/,
    ],
    ['a clock that is behind', { kind: 'clock', aheadMs: -3 * DAY_MS }, /behind the site's by 3 days.*Set the clock/],
    ['a limit', SEEN.limits, /limit of the site is near/],
    ['a custom domain', { ...SEEN.site, customDomain: true }, /custom domain/],
  ])('%s is explained', (_what, seen, words) => {
    const text = told(seen, 'warning');
    expect(`${text.seen} ${text.meaning}`).toMatch(words);
  });

  test.each<[Seen, string]>([
    [{ kind: 'way', choice: { kind: 'direct', reason: 'notConfigured' } }, 'None is configured.'],
    [{ kind: 'way', choice: { kind: 'direct', reason: 'thisMachine' } }, 'None: the address is one of this computer.'],
    [
      { kind: 'way', choice: { kind: 'direct', reason: 'excluded', source: 'NO_PROXY', rule: '.atlassian.net' } },
      'None: NO_PROXY excludes it (.atlassian.net).',
    ],
    [SEEN.way, 'Through http://proxy.acme.example:3128, as http.proxy says.'],
    [
      { kind: 'way', choice: { kind: 'unusable', source: 'http.proxy', problem: 'notAnAddress' } },
      'The address in http.proxy cannot be used.',
    ],
    [{ ...SEEN.account, type: 'app' }, 'Signed in as the service account Ann Lee.'],
    [{ ...SEEN.account, name: '' }, 'The token is accepted; whose it is, the site does not tell.'],
    [{ kind: 'clock', aheadMs: 3000 }, "This computer's clock agrees with that of the site."],
    [{ kind: 'limits', headers: { a: 'x'.repeat(99) } }, `a: ${'x'.repeat(63)}…`],
  ])('%j is "%s" and needs no explanation', (seen, sentence) => {
    expect(told(seen)).toEqual({ seen: sentence, meaning: '' });
  });

  test('tells how long records are kept, in whatever unit', () => {
    const kept = (number: number, units: string, horizonMs?: number) =>
      told({ kind: 'retention', retention: { number, units }, horizonMs });
    expect(kept(1, 'YEARS', NOON_MS - 365 * DAY_MS)).toEqual({
      seen: 'Records are kept for 1 year.',
      meaning: 'Records older than Oct 7, 2025 are gone.',
    });
    expect(kept(6, 'MONTHS').seen).toBe('Records are kept for 6 months.');
    expect(kept(2, 'AEONS')).toEqual({ seen: 'Records are kept for 2 aeons.', meaning: '' });
  });

  test('is told even of an instant that no calendar holds', () => {
    const retention = { number: 2_147_483_647, units: 'MONTHS' };
    const gone = 'Records older than an unknown time are gone.';
    expect(told({ kind: 'retention', retention, horizonMs: Number.NaN }).meaning).toBe(gone);
    expect(told(issued({ validToMs: Number.NaN })).seen).toMatch(/valid until an unknown time\.$/);
    expect(told(records({ newestMs: 8.64e15 + 1 })).seen).toMatch(/The newest is of an unknown time\.$/);
  });

  test.each<[string, (name: string) => Seen]>([
    ['an account', (name) => ({ ...SEEN.account, name })],
    ['a service account', (name) => ({ ...SEEN.account, name, type: 'app' })],
    ['a plan', (edition) => ({ kind: 'plan', edition })],
    ['an issuer', (issuer) => issued({ issuer })],
    ['a unit', (units) => ({ kind: 'retention', retention: { number: 2, units }, horizonMs: undefined })],
  ])('shortens the name of %s', (_whose, seenOf) => {
    const { seen } = told(seenOf('x'.repeat(100_000)));
    expect(seen.length).toBeLessThan(150);
    expect(seen).toContain('x…');
    expect(told(seenOf('x'.repeat(40))).seen).toContain('x'.repeat(40));
  });
});
