import { setTimeout as sleepUntil } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { ConfluenceHttp } from '../../../src/core/confluence/confluenceHttp.ts';
import { createPatientHttp, type Waiting } from '../../../src/core/confluence/patientHttp.ts';
import { Failure, type FailureCode, type FailureDetail } from '../../../src/core/failure.ts';

const SITE = 'https://acme.atlassian.net';
const never = new AbortController().signal;

/** A site that fails a few times and then answers, and a clock that only counts. */
function trouble(...failures: readonly (readonly [FailureCode, Partial<FailureDetail>?])[]) {
  const left = [...failures];
  const waits: number[] = [];
  const told: (Waiting | undefined)[] = [];
  let requests = 0;
  const http: ConfluenceHttp = {
    async getJson() {
      requests += 1;
      const failure = left.shift();
      if (failure !== undefined) throw new Failure(failure[0], { where: SITE, ...failure[1] });
      return 'answer';
    },
    lastAnswer: () => undefined,
    close: async () => undefined,
  };
  const patient = createPatientHttp(http, {
    random: () => 0,
    onWait: (waiting) => told.push(waiting),
    async wait(delayMs, signal) {
      waits.push(delayMs);
      signal.throwIfAborted();
    },
  });
  return { patient, waits, told, requests: () => requests };
}

describe('patience', () => {
  test.each<[FailureCode]>([
    ['connectionLost'],
    ['timedOut'],
    ['proxyCannotReachSite'],
    ['siteRateLimited'],
    ['siteServerError'],
    ['siteCutOff'],
  ])('outlasts %s, with growing delays', async (code) => {
    const { patient, waits, told } = trouble([code], [code], [code]);
    expect(await patient.getJson('/', never)).toBe('answer');
    expect(waits).toEqual([500, 1000, 2000]);
    expect(told.map((waiting) => waiting?.failure.code ?? 'goes on')).toEqual([
      code,
      'goes on',
      code,
      'goes on',
      code,
      'goes on',
    ]);
  });

  test.each<[FailureCode]>([
    ['siteWrongCredentials'],
    ['siteNotAdministrator'],
    ['siteNoConfluenceAccess'],
    ['siteForbidden'],
    ['siteNotFound'],
    ['siteNotJson'],
    ['siteRedirected'],
    ['siteUnexpectedAnswer'],
    ['certificateNotTrusted'],
    ['nameNotFound'],
    ['proxyAuthenticationRequired'],
  ])('has none for %s', async (code) => {
    const { patient, waits, requests } = trouble([code]);
    await expect(patient.getJson('/', never)).rejects.toMatchObject({ code });
    expect([waits, requests()]).toEqual([[], 1]);
  });

  test('waits as long as the site asks for, and not when that is too long', async () => {
    const short = trouble(['siteRateLimited', { retryAfterMs: 17_000 }]);
    expect(await short.patient.getJson('/', never)).toBe('answer');
    expect(short.waits).toEqual([17_000]);
    const long = trouble(['siteRateLimited', { retryAfterMs: 3_600_000 }]);
    await expect(long.patient.getJson('/', never)).rejects.toMatchObject({ code: 'siteRateLimited' });
    expect(long.waits).toEqual([]);
  });

  test('ends after a few tries', async () => {
    const { patient, requests } = trouble(...Array.from({ length: 9 }, (): [FailureCode] => ['siteServerError']));
    await expect(patient.getJson('/', never)).rejects.toMatchObject({ code: 'siteServerError' });
    expect(requests()).toBe(4);
  });

  test('scatters', async () => {
    const waits: number[] = [];
    const { patient } = trouble();
    const failing: ConfluenceHttp = {
      ...patient,
      getJson: () => Promise.reject(new Failure('siteServerError', { where: SITE })),
    };
    const scattered = createPatientHttp(failing, {
      random: () => 0.5,
      onWait: (waiting) => waiting && waits.push(waiting.delayMs),
      wait: async () => undefined,
    });
    await expect(scattered.getJson('/', never)).rejects.toThrow();
    expect(waits).toEqual([750, 1500, 3000]);
  });

  test('is left at once by a cancel in the middle of a wait', async () => {
    const abort = new AbortController();
    const failing: ConfluenceHttp = {
      getJson: () => Promise.reject(new Failure('siteServerError', { where: SITE })),
      lastAnswer: () => undefined,
      close: async () => undefined,
    };
    const patient = createPatientHttp(failing, {
      random: () => 0,
      onWait: () => abort.abort(new Error('left')),
      wait: (_delayMs, signal) => sleepUntil(60_000, undefined, { signal }),
    });
    await expect(patient.getJson('/', abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
