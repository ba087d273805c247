import { expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { createLog } from '../../../src/shell/log.ts';
import { createDamageTeller } from '../../../src/shell/sync/syncNotices.ts';
import { ACME } from '../examples.ts';
import { user } from '../fakeUser.ts';

test('damage is told once, also where its line of the ledger is written a second time', () => {
  const tell = createDamageTeller(createLog());
  const damaged = (id: string) =>
    JSON.stringify({ type: 'damaged', id, atMs: 0, file: '/srv/keys.damaged', window: null });
  tell(ACME, { kind: 'ledger', lines: [damaged('a'), '{"type":"reset","id":"r","atMs":0}'] });
  tell(ACME, { kind: 'ledger', lines: [damaged('a')] });
  expect(user.messages).toHaveLength(1);
  expect(user.log).toEqual([expect.stringMatching(/^warn .*Acme.* \/srv\/keys\.damaged\.$/)]);
  tell(ACME, { kind: 'ledger', lines: [damaged('b')] });
  expect(user.messages).toHaveLength(2);
});
