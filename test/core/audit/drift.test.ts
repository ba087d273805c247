import { expect, test } from 'vitest';
import type { AuditRecord } from '../../../src/core/audit/auditRecord.ts';
import { driftEntries, driftTotal, NO_DRIFT } from '../../../src/core/audit/drift.ts';
import { createDriftCounter } from '../../../src/core/audit/driftCounter.ts';
import { createSampleHistory } from '../../../src/core/audit/sampleRecords.ts';

function driftOf(...records: readonly AuditRecord[]) {
  const counter = createDriftCounter();
  for (const record of records) counter.add(record);
  return counter.drift();
}

test('what Confluence is known to send is no drift', () => {
  const known = createSampleHistory(1)(Date.UTC(2026, 3, 7, 10))
    .records()
    .filter(({ category }) => category === 'Spaces');
  expect(known.length).toBeGreaterThan(0);
  const drift = driftOf(...known, {
    category: 'users AND groups',
    summary: 'user CREATED',
    author: { operations: null },
  });
  expect(drift).toEqual(NO_DRIFT);
  expect(driftEntries(drift)).toEqual([]);
});

test('unknown categories, events and fields are counted, each field once a record', () => {
  const odd: AuditRecord = {
    category: 'Whiteboards',
    summary: 'Whiteboard created',
    device: 'x',
    author: { type: 'user', isBot: true },
    affectedObject: { name: 'a', id: 7 },
    changedValues: [
      { name: 'n', secretValue: 1 },
      { name: 'm', secretValue: 2 },
    ],
    associatedObjects: [{ name: 'n', uri: 'u' }],
  };
  const drift = driftOf(
    odd,
    odd,
    { category: 'Spaces', summary: 'Space painted' },
    { category: '', summary: 'Nameless' },
  );
  expect(drift).toEqual({
    categories: { Whiteboards: 2 },
    events: { 'Spaces: Space painted': 1, Nameless: 1 },
    fields: {
      device: 2,
      'author.isBot': 2,
      'affectedObject.id': 2,
      'changedValues[].secretValue': 2,
      'associatedObjects[].uri': 2,
    },
  });
  expect(driftTotal(drift)).toBe(14);
  expect(driftEntries(drift).at(-1)).toEqual({ kind: 'event', name: 'Nameless', records: 1 });
});

test('counts go on from earlier ones', () => {
  const counter = createDriftCounter({ ...NO_DRIFT, categories: { Whiteboards: 40 } });
  counter.add({ category: 'Whiteboards' });
  expect(counter.drift().categories).toEqual({ Whiteboards: 41 });
});

test('neither the number nor the length of names grows without end', () => {
  const many = Array.from(
    { length: 500 },
    (_, index): AuditRecord => ({ category: `Category ${index} ${'x'.repeat(500)}` }),
  );
  const names = Object.keys(driftOf(...many, ...many).categories);
  expect(names).toHaveLength(100);
  expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(120);
});

test('a name that every object has already is counted as well', () => {
  expect(driftOf({ category: '__proto__' }, { category: 'constructor' }).categories).toEqual(
    Object.fromEntries([
      ['__proto__', 1],
      ['constructor', 1],
    ]),
  );
});
