import { expect, test } from 'vitest';
import { damagedPart } from '../../../src/core/sync/damagedPart.ts';

test.each([
  ['/keys/ledger.d/route/keys/2026-01-01.keys.damaged', 'keys'],
  ['/route/keys/undated.keys.damaged-2', 'keys'],
  ['/route/keys', 'keys'],
  ['/route/ledger.ndjson.damaged', 'ledger'],
  ['/route/ledger.1.ndjson.damaged-3', 'ledger'],
  ['/route/quarantine.damaged.ndjson', 'quarantine'],
  ['/keys/route/state.3.json.damaged', 'state'],
  ['/route/journal.3.1.damaged', 'journal'],
])('%s is of the %s', (file, part) => {
  expect(damagedPart(file)).toBe(part);
});
