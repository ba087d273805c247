import { describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeVscode.ts'));

import { FAILURE_CODES, Failure, type FailureCode } from '../../src/core/failure.ts';
import { errorSentence, failureSentence } from '../../src/shell/failureSentences.ts';

const WHERE = 'https://acme.atlassian.net/wiki/rest?token=t';
const detail = { where: WHERE, status: 503, remark: 'ECODE', retryAfterMs: 1500 };

/** What the user cannot mend, or where the sentence names the wrong value itself. */
const NOTHING_TO_DO: readonly FailureCode[] = ['removedMeanwhile', 'folderFailed', 'leaseLost'];
const WHAT_TO_DO =
  /Check|needs |Create |Enter |Shorten |Try again|Add |Ask |Give |Use |Make |Edit |Choose |Update |Set |set one up|Please report|must |goes on from here next time|sent again next time/;

describe('a failure', () => {
  test.each(FAILURE_CODES)('%s has a whole sentence, with all or nothing known of it', (code) => {
    for (const known of [detail, { where: WHERE }]) {
      const sentence = failureSentence({ code, detail: known });
      expect(sentence).toMatch(/^\S.{20,}\.$/);
      expect(sentence).not.toMatch(/undefined|null|NaN|\[object|\{\d\}/);
    }
  });

  test('of each kind has a sentence of its own', () => {
    const sentences = FAILURE_CODES.map((code) => failureSentence({ code, detail }));
    expect(new Set(sentences).size).toBe(FAILURE_CODES.length);
    expect(sentences.filter((sentence) => sentence.includes('Something unexpected'))).toEqual([]);
  });

  test.each(FAILURE_CODES.filter((code) => !NOTHING_TO_DO.includes(code)))('%s says what to do', (code) => {
    expect(failureSentence({ code, detail })).toMatch(WHAT_TO_DO);
  });

  test('names a host, not the whole address, and a path as it is', () => {
    const hosts = FAILURE_CODES.filter((code) => failureSentence({ code, detail }).includes('acme.atlassian.net'));
    expect(hosts.length).toBeGreaterThan(40);
    const ofHosts = hosts.filter((code) => /^(site|entra|ingestion|name|connection|timed|clock)/.test(code));
    for (const code of ofHosts) expect(failureSentence({ code, detail }), code).not.toContain('token=t');
    expect(failureSentence({ code: 'diskFull', detail: { where: '/srv/audit' } })).toContain(' /srv/audit ');
  });

  test.each<[FailureCode, object, string]>([
    // Nobody knows since when.
    ['siteRateLimited', { retryAfterMs: 1500 }, 'Try again in a few minutes.'],
    ['siteRateLimited', {}, 'Try again in a few minutes.'],
    ['siteServerError', { status: 503 }, '(status 503)'],
    ['certificateNotTrusted', { remark: 'SELF_SIGNED_CERT' }, '(SELF_SIGNED_CERT)'],
    ['certificateNotTrusted', {}, 'a new one is used once VS Code was restarted'],
    ['proxyNotTrusted', {}, 'a new one is used once VS Code was restarted'],
    ['certificateOutOfDate', { remark: 'CERT_HAS_EXPIRED' }, '(CERT_HAS_EXPIRED)'],
    ['certificateOutOfDate', {}, 'must renew the certificate'],
    ['stateNotRead', { remark: 'damaged' }, 'is damaged. Sync once more, which repairs it, and try again.'],
    ['stateNotRead', { remark: 'EACCES' }, 'could not be read (EACCES). Check its permissions.'],
    ['siteClockWrong', {}, 'Check the clock of this computer'],
  ])('%s with %j says so', (code, known, part) => {
    expect(failureSentence({ code, detail: { where: WHERE, ...known } })).toContain(part);
  });
});

describe('a wait', () => {
  const happenedAt = new Date(2026, 9, 7, 14, 30, 30);
  const sentence = (retryAfterMs: number) =>
    failureSentence({ code: 'siteRateLimited', detail: { where: WHERE, retryAfterMs } }, happenedAt.getTime());

  test.each([
    [0, '2:31'],
    [30_000, '2:31'],
    [30_001, '2:32'],
    [3_600_000, '3:31'],
  ])('of %d ms ends by the clock, never too early', (retryAfterMs, time) => {
    // The space before PM is a narrow one.
    expect(sentence(retryAfterMs)).toMatch(new RegExp(`Try again after ${time}\\sPM\\.$`));
  });

  test('for a site with a problem of its own is told too', () => {
    const detail = { where: WHERE, status: 503, retryAfterMs: 60_000 };
    const told = failureSentence({ code: 'siteServerError', detail }, happenedAt.getTime());
    expect(told).toMatch(/\(status 503\) and asks for a pause\. Try again after 2:32\sPM; status\.atlassian/);
  });

  test('into another day names it', () => {
    expect(sentence(86_400_000)).toMatch(/after Oct 8, 2026, 2:31/);
  });

  test('is told of what is thrown too', () => {
    const failure = new Failure('siteRateLimited', { where: WHERE, retryAfterMs: 0 });
    expect(errorSentence(failure, happenedAt.getTime())).toBe(sentence(0));
  });
});

describe('whatever was thrown', () => {
  test('before this version knew its code is unexpected, even without a remark', () => {
    const sentence = 'Something unexpected happened (). The log has the details.';
    expect(failureSentence({ code: 'unexpected', detail: { where: '' } })).toBe(sentence);
  });

  test.each<[unknown, string]>([
    [new Failure('siteCutOff', { where: WHERE }), 'The answer of acme.atlassian.net was not complete. Try again.'],
    [new TypeError('secret words'), 'Something unexpected happened (TypeError). The log has the details.'],
    ['secret words', 'Something unexpected happened (string). The log has the details.'],
    [undefined, 'Something unexpected happened (undefined). The log has the details.'],
  ])('%s becomes a sentence without its message', (thrown, sentence) => {
    expect(errorSentence(thrown)).toBe(sentence);
  });
});
