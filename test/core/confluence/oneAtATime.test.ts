import { expect, test } from 'vitest';
import type { ConfluenceHttp } from '../../../src/core/confluence/confluenceHttp.ts';
import { createTurns, oneAtATime } from '../../../src/core/confluence/oneAtATime.ts';

const never = new AbortController().signal;

/** A site that answers a request when it is told to, and counts those under way. */
function slowSite() {
  const waiting = new Map<string, PromiseWithResolvers<string>>();
  let underWay = 0;
  let most = 0;
  const http: ConfluenceHttp = {
    async getJson(path) {
      underWay += 1;
      most = Math.max(most, underWay);
      const answer = Promise.withResolvers<string>();
      waiting.set(path, answer);
      try {
        return await answer.promise;
      } finally {
        underWay -= 1;
      }
    },
    lastAnswer: () => undefined,
    close: async () => undefined,
  };
  return { http, waiting, most: () => most };
}

test('a site gets one request at a time, in turn, and several sites at once', async () => {
  const [acme, other] = [slowSite(), slowSite()];
  const turns = createTurns();
  const [sync, preview] = [oneAtATime(acme.http, 'acme', turns), oneAtATime(acme.http, 'acme', turns)];
  const first = sync.getJson('1', never);
  const second = preview.getJson('2', never);
  const third = oneAtATime(other.http, 'other', turns).getJson('3', never);
  await expect.poll(() => [...acme.waiting.keys(), ...other.waiting.keys()]).toEqual(['1', '3']);
  acme.waiting.get('1')?.resolve('one');
  expect(await first).toBe('one');
  await expect.poll(() => [...acme.waiting.keys()]).toEqual(['1', '2']);
  acme.waiting.get('2')?.reject(new Error('failed'));
  other.waiting.get('3')?.resolve('three');
  await expect(second).rejects.toThrow('failed');
  expect(await third).toBe('three');
  expect(acme.most()).toBe(1);
});

test('who leaves the queue lets nobody pass before their turn', async () => {
  const acme = slowSite();
  const http = oneAtATime(acme.http, 'acme', createTurns());
  const abort = new AbortController();
  const first = http.getJson('1', never);
  const second = http.getJson('2', abort.signal);
  const third = http.getJson('3', never);
  await expect.poll(() => [...acme.waiting.keys()]).toEqual(['1']);
  abort.abort(new Error('left'));
  await expect(second).rejects.toThrow('left');
  expect([...acme.waiting.keys()]).toEqual(['1']);
  acme.waiting.get('1')?.resolve('one');
  expect(await first).toBe('one');
  await expect.poll(() => [...acme.waiting.keys()]).toEqual(['1', '3']);
  acme.waiting.get('3')?.resolve('three');
  expect(await third).toBe('three');
  expect(acme.most()).toBe(1);
});
