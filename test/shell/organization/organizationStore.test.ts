import { expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import { createOrganizationStore } from '../../../src/shell/organization/organizationStore.ts';
import { ACME } from '../examples.ts';
import { createComputer } from '../fakeComputer.ts';

function stored(change: object) {
  const computer = createComputer();
  computer.state.set(`organization.${ACME.id}`, JSON.stringify({ thing: { ...ACME, ...change } }));
  return createOrganizationStore(computer.openWindow('/srv/storage')).get(ACME.id);
}

test('what an earlier version stored, without cloud id and last day of the token, is read', () => {
  const { cloudId: _id, tokenExpiresOn: _day, ...earlier } = ACME;
  const computer = createComputer();
  computer.state.set(`organization.${ACME.id}`, JSON.stringify({ thing: earlier }));
  const store = createOrganizationStore(computer.openWindow('/srv/storage'));
  expect(store.get(ACME.id)).toEqual({ ...ACME, cloudId: undefined, tokenExpiresOn: undefined });
});

test.each([
  [
    { cloudId: 'id-1', tokenExpiresOn: '2026-12-31' },
    { cloudId: 'id-1', tokenExpiresOn: '2026-12-31' },
  ],
  [
    { cloudId: 7, tokenExpiresOn: 'soon' },
    { cloudId: undefined, tokenExpiresOn: undefined },
  ],
  [{ tokenExpiresOn: '2026-02-30' }, { tokenExpiresOn: undefined }],
])('of %j, what makes sense is read', (change, expected) => {
  expect(stored(change)).toEqual({ ...ACME, ...expected });
});
