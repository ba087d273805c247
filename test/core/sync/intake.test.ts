import { beforeEach, describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../../src/core/audit/auditRecord.ts';
import type { AuditPart, AuditWindow } from '../../../src/core/audit/auditWindow.ts';
import { createKeyer } from '../../../src/core/audit/recordKey.ts';
import { createBatcher, JSON_ARRAY } from '../../../src/core/sentinel/batches.ts';
import { createIntake, type IntakeOptions } from '../../../src/core/sync/intake.ts';
import type { Fingerprint } from '../../../src/core/sync/recordId.ts';
import { createTallyCounter, type TallyCounter } from '../../../src/core/sync/tallyCounter.ts';

const SITE = 'https://acme.atlassian.net';
const NOW_MS = Date.UTC(2026, 10, 22);
let sent: (readonly string[])[];
let aside: { readonly id: string; readonly reason: string }[];
let asked: AuditWindow[];
let delivered: Set<Fingerprint>;
let counter: TallyCounter;
let opened: number;
beforeEach(() => {
  sent = [];
  aside = [];
  asked = [];
  delivered = new Set();
  counter = createTallyCounter();
  opened = 0;
});

const create = (changes: Partial<IntakeOptions> = {}) =>
  createIntake({
    ...{ site: SITE, counter, nowMs: () => NOW_MS },
    async batcher() {
      opened += 1;
      return createBatcher({ maxBytes: 2000, frame: JSON_ARRAY, groupOf: () => '' });
    },
    async known(window) {
      asked.push(window);
      return { has: (fingerprint) => delivered.has(fingerprint) };
    },
    async send({ rows }, records) {
      expect(rows).toBe(records.length);
      sent.push(records.map(({ id }) => id));
      for (const { fingerprint } of records) delivered.add(fingerprint);
    },
    putAside: async (records) => void aside.push(...records.map(({ id, reason }) => ({ id, reason }))),
    ...changes,
  });
const record = (name: string, atMs = 0): AuditRecord => ({ summary: name, creationDate: NOW_MS + atMs });
const part = (records: readonly AuditRecord[], changes: Partial<AuditPart> = {}): AuditPart => ({
  ...{ records, unreadable: [], whole: undefined, ...changes },
});
const keys = (records: readonly unknown[]) => {
  const keyOf = createKeyer(SITE);
  return records.map((record) => keyOf(record));
};

describe('an intake', () => {
  test('hands on in batches what is new, in its order, and each row with its own key', async () => {
    const records = Array.from({ length: 12 }, (_, at) => record(`Event ${at}`, at));
    const intake = create();
    await intake.take(part(records));
    expect(sent.length).toBeGreaterThan(1);
    await intake.flush();
    expect(sent.flat()).toEqual(keys(records));
    await intake.flush();
    expect(sent.flat().length).toBe(12);
  });

  test('opens nothing, and sends nothing, where everything is known', async () => {
    const records = [record('a'), record('b')];
    await create().take(part(records));
    const first = create();
    await first.take(part(records));
    await first.flush();
    const again = create();
    opened = 0;
    await again.take(part(records));
    await again.flush();
    expect([opened, sent.length]).toEqual([0, 1]);
    expect(counter.total()).toMatchObject({ alreadyDelivered: 2, fetched: 2 });
  });

  test('leaves out what is on its way, also where it comes a second time before it is sent', async () => {
    const intake = create();
    await intake.take(part([record('a'), record('a')]));
    await intake.take(part([record('a'), record('a'), record('a')]));
    await intake.flush();
    expect(sent.flat()).toEqual(keys([record('a'), record('a'), record('a')]));
    expect(counter.total()).toMatchObject({ alreadyDelivered: 2 });
  });

  test('asks for what is known between the oldest and the newest of a part, those nobody can read included', async () => {
    const intake = create();
    const unreadable = [
      { timeMs: NOW_MS - 7, raw: 1, reason: 'odd' },
      { timeMs: undefined, raw: 2, reason: 'odd' },
    ];
    await intake.take(part([record('a', 3), record('b', 9), { summary: 'undated' }], { unreadable }));
    await intake.take(part([{ summary: 'undated' }]));
    await intake.take(part([]));
    expect(asked).toEqual([
      ...[
        { fromMs: NOW_MS - 7, toMs: NOW_MS + 9 },
        { fromMs: 0, toMs: 0 },
        { fromMs: 0, toMs: 0 },
      ],
    ]);
  });

  test('puts aside what is unreadable or too large, with the reason, and counts no row for it', async () => {
    const intake = create();
    const large = record('x'.repeat(3000), 1);
    const raw = { creationDate: 'never' };
    await intake.take(
      part([record('a'), large, record('b', 2)], { unreadable: [{ timeMs: undefined, raw, reason: 'odd' }] }),
    );
    await intake.flush();
    expect(aside).toEqual([
      ...[
        { id: keys([raw])[0], reason: 'odd' },
        { id: keys([large])[0], reason: 'too large for one request' },
      ],
    ]);
    expect(sent.flat()).toEqual(keys([record('a'), record('b', 2)]));
  });

  test('hands on again what is known to be undelivered, under the key that it has', async () => {
    const intake = create({ known: async () => ({ has: () => true }) });
    await intake.takeAgain([{ id: 'its key', record: record('a') }]);
    await intake.flush();
    expect(sent).toEqual([['its key']]);
  });

  test('gives others the thread now and then', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 0);
    const count = () =>
      setImmediate(() => {
        turns += 1;
      });
    count();
    await create().take(part(Array.from({ length: 1000 }, (_, at) => record(`${at}`, at))));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });
});
