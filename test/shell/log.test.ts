import { afterEach, describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeVscode.ts'));

import { Failure } from '../../src/core/failure.ts';
import { createLog } from '../../src/shell/log.ts';
import { user } from './fakeUser.ts';

afterEach(() => user.reset());

describe('the log', () => {
  test('has a failure with code, place, status and remark', () => {
    createLog().error(
      new Failure('siteServerError', { where: 'https://acme.example', status: 503, remark: 'x' }),
      'sync',
    );
    expect(user.log).toEqual(['error sync: siteServerError at https://acme.example, status 503, x']);
  });

  test.each([
    ['an error', new Error('Authorization: Basic c2VjcmV0')],
    ['an error with a cause', new TypeError('c2VjcmV0', { cause: new Error('c2VjcmV0') })],
    ['an error of several lines', new Error('bad request\nAuthorization: Basic c2VjcmV0')],
    ['an error with members', Object.assign(new Error(''), { request: { authorization: 'c2VjcmV0' } })],
    ['a text', 'Authorization: Basic c2VjcmV0'],
    ['an object', { token: 'c2VjcmV0', toString: (): string => 'c2VjcmV0' }],
  ])('never has the message of %s that is not ours', (_what, thrown) => {
    createLog().error(thrown, 'sync');
    expect(user.log).toHaveLength(1);
    expect(user.log[0]).toMatch(/^error sync: (Error|TypeError|string|object)/);
    expect(user.log[0]).not.toContain('c2VjcmV0');
  });

  test('tells the places in the code where a foreign error came from, at most eight', () => {
    const deep = (level: number): Error => (level === 0 ? new RangeError('message') : deep(level - 1));
    createLog().error(deep(30), 'sync');
    const [head, ...places] = user.log[0]?.split('\n') ?? [];
    expect(head).toBe('error sync: RangeError');
    expect(places).toHaveLength(8);
    expect(places[0]).toContain('log.test.ts');
  });

  test('says the name of an error that has no stack', () => {
    const error = new Error('message');
    delete error.stack;
    createLog().error(error, 'sync');
    expect(user.log).toEqual(['error sync: Error']);
  });

  test('passes on what is told, and shows itself', () => {
    const log = createLog();
    log.info('a');
    log.warn('b');
    log.show();
    log.dispose();
    expect(user.log).toEqual(['info a', 'warn b', 'shown', 'disposed']);
  });
});
