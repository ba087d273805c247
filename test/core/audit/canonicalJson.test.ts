import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../src/core/audit/canonicalJson.ts';
import { createSampleHistory } from '../../../src/core/audit/sampleRecords.ts';

/** The definition, taken at its word. */
function sorted(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const inOrder = members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${inOrder.map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`).join()}}`;
}

const leaf = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.constantFrom('', 0, -0, 1.5, true, false, null, undefined, 'x', '"'),
);
/** Nearly always as documented, and sometimes anything else. */
const odd = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ weight: 20, arbitrary: usual }, fc.jsonValue({ maxDepth: 2 }));
const members = (names: readonly string[], values: fc.Arbitrary<unknown> = odd(leaf)) =>
  fc
    .tuple(
      fc.uniqueArray(fc.tuple(fc.constantFrom(...names), values), { selector: ([name]) => name }),
      fc.array(fc.tuple(fc.constantFrom('operations', 'Zeta', 'a', '10', '9', '__proto__', 'toJSON'), values), {
        maxLength: 1,
      }),
      fc.nat({ max: 9 }),
    )
    .map(([known, unknown, die]) => Object.fromEntries(die === 0 ? [...known, ...unknown] : known));

const AUTHOR = [
  ...['type', 'displayName', 'operations', 'username', 'userKey', 'accountId', 'accountType'],
  ...['externalCollaborator', 'isExternalCollaborator', 'isGuest', 'publicName'],
];
const OBJECT = ['name', 'objectType'];
const CHANGE = ['name', 'oldValue', 'newValue', 'hiddenOldValue', 'hiddenNewValue'];
const LEAVES = ['remoteAddress', 'creationDate', 'summary', 'description', 'category', 'sysAdmin', 'superAdmin'];
const record = fc
  .record({
    leaves: members(LEAVES),
    author: odd(members(AUTHOR)),
    affectedObject: odd(members(OBJECT)),
    changedValues: odd(fc.array(odd(members(CHANGE)), { maxLength: 3 })),
    associatedObjects: odd(fc.array(odd(members(OBJECT)), { maxLength: 3 })),
    order: fc.infiniteStream(fc.integer()),
  })
  .map(({ leaves, order, ...parts }) =>
    Object.fromEntries(
      Object.entries({ ...leaves, ...parts })
        .map((entry) => ({ entry, at: order.next().value ?? 0 }))
        .sort((a, b) => a.at - b.at)
        .map(({ entry }) => entry),
    ),
  );

test('canonical JSON has its names sorted, whether a record is as documented or not', () => {
  fc.assert(
    fc.property(fc.oneof(record, fc.jsonValue()), (value) => {
      expect(canonicalJson(value)).toBe(sorted(value));
    }),
    { numRuns: 3000 },
  );
});

test('of the sample too', () => {
  const records = createSampleHistory(1)(Date.UTC(2026, 3, 7, 10)).records();
  expect(records.map(canonicalJson)).toEqual(records.map(sorted));
});
