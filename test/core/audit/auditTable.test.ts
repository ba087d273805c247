import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AuditRecord } from '../../../src/core/audit/auditRecord.ts';
import { parseAuditRecord } from '../../../src/core/audit/auditRecord.ts';
import { auditTable, toRow, toRowText } from '../../../src/core/audit/auditTable.ts';

const RECORD: AuditRecord = {
  author: {
    type: 'user',
    displayName: 'Ada',
    operations: null,
    username: 'acc-1',
    userKey: 'key-1',
    accountId: 'acc-1',
    accountType: 'atlassian',
    externalCollaborator: false,
    isExternalCollaborator: true,
    isGuest: false,
    publicName: 'Unknown user',
  },
  remoteAddress: '192.0.2.7',
  creationDate: Date.UTC(2026, 10, 22, 9, 15, 3, 7),
  summary: 'Group created',
  description: '',
  category: 'Users and groups',
  sysAdmin: false,
  superAdmin: true,
  affectedObject: { name: 'g:1', objectType: 'Group' },
  changedValues: [{ name: 'n', oldValue: '', newValue: 'x', hiddenOldValue: '', hiddenNewValue: '' }],
  associatedObjects: [],
};
const CONTEXT = { site: 'https://acme.atlassian.net', key: 'k', receivedAtMs: Date.UTC(2026, 0, 1) };

describe('ConfluenceAuditLogs_CL', () => {
  test('carries what the current connector puts into each column, and our three', () => {
    expect(toRow(RECORD, CONTEXT)).toEqual({
      TimeGenerated: '2026-11-22T09:15:03.007Z',
      EventVendor: 'Atlassian',
      EventProduct: 'Confluence Audit',
      AuthorUsername: 'acc-1',
      AuthorAccountId: 'acc-1',
      AuthorType: 'user',
      AuthorDisplayName: 'Ada',
      AuthorIsExternalCollaborator: true,
      AuthorUserKey: 'key-1',
      AuthorAccountType: 'atlassian',
      AuthorPublicName: 'Unknown user',
      AuthorExternalCollaborator: false,
      RemoteAddress: '192.0.2.7',
      CreationDate: RECORD.creationDate,
      Summary: 'Group created',
      Description: '',
      Category: 'Users and groups',
      SysAdmin: false,
      SuperAdmin: true,
      AffectedObjectName: 'g:1',
      AffectedObjectObjectType: 'Group',
      ChangedValues: RECORD.changedValues,
      AssociatedObjects: [],
      UserIdentity: 'acc-1',
      SrcUserName: 'Ada',
      DstUserSid: 'key-1',
      SrcIpAddr: '192.0.2.7',
      EventCreationTime: RECORD.creationDate,
      EventMessage: 'Group created',
      EventCategoryType: 'Group',
      SiteUrl: 'https://acme.atlassian.net',
      AuthorIsGuest: false,
      EventOriginalUid: 'k',
    });
  });

  test('puts an empty string or null where the record says nothing, and the time of receipt for a missing date', () => {
    const row = toRow({}, CONTEXT);
    for (const { name, type } of auditTable) {
      if (['TimeGenerated', 'EventVendor', 'EventProduct', 'SiteUrl', 'EventOriginalUid'].includes(name)) continue;
      expect(row[name], name).toBe(type === 'string' ? '' : null);
    }
    expect(row['TimeGenerated']).toBe('2026-01-01T00:00:00.000Z');
  });

  test('has names that Log Analytics takes', () => {
    const reserved = ['_ResourceId', 'id', '_SubscriptionId', 'TenantId', 'Type', 'UniqueId', 'Title'];
    for (const { name } of auditTable) {
      expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]{0,44}$/);
      expect(reserved).not.toContain(name);
    }
    expect(new Set(auditTable.map(({ name }) => name)).size).toBe(33);
  });
});

describe('a record', () => {
  test('keeps fields that are not known yet', () => {
    const parsed = parseAuditRecord({ ...RECORD, adminKey: { used: true } });
    expect(parsed).toMatchObject({ ok: true, record: { adminKey: { used: true }, author: { operations: null } } });
  });

  test('may leave out or null whatever it likes', () => {
    const empty = Object.fromEntries(Object.keys(RECORD).map((name) => [name, null]));
    for (const value of [{}, empty, { author: {}, affectedObject: { name: null } }, { creationDate: 0 }]) {
      const parsed = parseAuditRecord(value);
      expect(parsed).toEqual({ ok: true, record: value });
      expect(parsed.ok && parsed.record).toBe(value);
    }
  });

  test.each([
    ['no object', 'text', /record/],
    ['a date in words', { creationDate: 'yesterday' }, /creationDate/],
    ['a date beyond all calendars', { creationDate: 8_640_000_000_000_001 }, /creationDate/],
    ['a date between two milliseconds', { creationDate: 1.5 }, /creationDate/],
    ['a date before all others', { creationDate: -1 }, /creationDate/],
    ['an author that is text', { author: 'Ada' }, /^author: no object$/],
    ['an author that is a list', { author: [] }, /^author: no object$/],
    ['a name that is a number', { author: { displayName: 5 } }, /^author\.displayName: no text$/],
    ['a flag in words', { sysAdmin: 'yesterday' }, /^sysAdmin: no boolean$/],
    ['a flag as a number', { author: { isGuest: 1 } }, /^author\.isGuest: no boolean$/],
    [
      'an object that has a list for its type',
      { affectedObject: { objectType: [] } },
      /^affectedObject\.objectType: no text$/,
    ],
    ['changes that are no list', { changedValues: { name: 'Ada' } }, /^changedValues: no list$/],
    [
      'wrong in several ways',
      { summary: 5, associatedObjects: 'Ada' },
      /^summary: no text; associatedObjects: no list$/,
    ],
  ])('that is %s is told apart, without its contents', (_name, value, reason) => {
    const parsed = parseAuditRecord(value);
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.reason).toMatch(reason);
    expect(parsed.reason).not.toMatch(/yesterday|Ada/);
  });
});

test('a row as text is the JSON of the row', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('"', '\\', '\n'),
  );
  const record = fc.record(
    {
      summary: fc.option(text),
      creationDate: fc.option(fc.integer({ min: 0 })),
      sysAdmin: fc.option(fc.boolean()),
      changedValues: fc.array(fc.jsonValue()),
      author: fc.record({ displayName: text }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(record, (each) => {
      const { json, timeMs } = toRowText(each, CONTEXT);
      expect(json).toBe(JSON.stringify(toRow(each, CONTEXT)));
      expect(timeMs).toBe(each.creationDate ?? CONTEXT.receivedAtMs);
    }),
  );
});
