import { describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('../fakeVscode.ts'));

import type { Destination } from '../../../src/core/sentinel/destination.ts';
import type { DestinationFormValues } from '../../../src/protocol/destinationForm.ts';
import { destinationValues } from '../../../src/shell/sentinel/destinationForm.ts';
import { readDestinationInput } from '../../../src/shell/sentinel/destinationFormInput.ts';
import { FOLDER, SENTINEL, SENTINEL_TYPED } from '../examples.ts';

const CUSTOM = {
  cloud: 'custom',
  authorityHost: 'https://login.sovereign.example',
  audience: 'https://monitor.sovereign.example/.default',
} as const;
const SOVEREIGN: Destination = {
  ...SENTINEL,
  cloud: { name: 'custom', authorityHost: CUSTOM.authorityHost, audience: CUSTOM.audience },
};

function read(change: Partial<DestinationFormValues>, edited?: Destination) {
  const start = edited === undefined ? SENTINEL_TYPED : destinationValues(edited);
  return readDestinationInput({ ...start, ...change }, { edited, newId: 'new' });
}

function problems(change: Partial<DestinationFormValues>, edited?: Destination) {
  const input = read(change, edited);
  return input.ok ? [] : input.notes.map(({ field, text }) => [field, text]);
}

describe('a new Azure destination', () => {
  test('is made of what was typed', () => {
    const typed = { endpoint: ` ${SENTINEL.endpoint}/ `, clientSecret: ' s1 ', tenantId: ` ${SENTINEL.tenantId} ` };
    expect(read(typed)).toEqual({
      ok: true,
      clientSecret: 's1',
      destination: { ...SENTINEL, id: 'new', displayName: 'ConfluenceAuditLogs_CL (Azure)' },
    });
    expect(read({ displayName: ' Mine ' })).toMatchObject({ destination: { displayName: 'Mine' } });
  });

  test('tells everything that is missing at once, and only what its cloud takes', () => {
    const nothing = { endpoint: '', ruleId: ' ', streamName: '', tenantId: '', clientId: '', clientSecret: ' ' };
    const missing = ['endpoint', 'ruleId', 'streamName', 'tenantId', 'clientId'];
    expect(problems(nothing).map(([field]) => field)).toEqual([...missing, 'clientSecret']);
    const custom = problems({ ...nothing, cloud: 'custom' });
    expect(custom.map(([field]) => field)).toEqual([...missing, 'authorityHost', 'audience', 'clientSecret']);
    for (const [, text] of custom) expect(text).toMatch(/^Enter .*\.$/);
    expect(new Set(custom.map(([, text]) => text)).size).toBe(custom.length);
  });

  test.each<[Partial<DestinationFormValues>, string]>([
    [{ endpoint: 'http://a.example' }, 'Enter an address that begins with https://.'],
    [{ endpoint: 'a.example' }, 'Enter an address that begins with https://.'],
    [
      { ruleId: 'dcr-12' },
      'Enter the immutable id of the rule: dcr- and 32 hexadecimal digits. It stands in its JSON view.',
    ],
    [{ streamName: 'Confluence' }, 'Enter the name of a stream that the rule declares: it begins with Custom-.'],
    [{ tenantId: 'my tenant' }, 'Enter the directory (tenant) id, or a domain of the tenant.'],
    [{ clientId: 'me' }, 'Enter the application (client) id: 32 hexadecimal digits in five groups.'],
    [{ ...CUSTOM, authorityHost: 'login.example' }, 'Enter an address that begins with https://.'],
  ])('refuses %j', (change, text) => {
    const field = 'authorityHost' in change ? 'authorityHost' : Object.keys(change)[0];
    expect(problems(change)).toEqual([[field, text]]);
  });

  test('may be of a cloud of its own', () => {
    const cloud = { name: 'custom', authorityHost: CUSTOM.authorityHost, audience: CUSTOM.audience };
    expect(read({ ...CUSTOM, authorityHost: `${CUSTOM.authorityHost}/` })).toMatchObject({ destination: { cloud } });
  });
});

describe('an Azure destination that is edited', () => {
  test.each<[string, Destination, Partial<DestinationFormValues>]>([
    ['nothing but names', SENTINEL, { displayName: 'Mine' }],
    ['rule and stream', SENTINEL, { ruleId: `dcr-${'1'.repeat(32)}`, streamName: 'Custom-Other' }],
    ['the endpoint', SENTINEL, { endpoint: 'https://other.example' }],
    ['the audience', SOVEREIGN, { audience: 'https://other.example' }],
    ['how the authority is written', SOVEREIGN, { authorityHost: `${CUSTOM.authorityHost}/` }],
  ])('keeps its secret when %s changes', (_what, edited, change) => {
    expect(read(change, edited)).toMatchObject({ ok: true, clientSecret: undefined, destination: { id: edited.id } });
  });

  test.each<[string, Destination, Partial<DestinationFormValues>]>([
    ['tenant', SENTINEL, { tenantId: 'other.onmicrosoft.com' }],
    ['client', SENTINEL, { clientId: '99999999-2222-3333-4444-555555555555' }],
    ['cloud', SENTINEL, { cloud: 'china' }],
    ['authority', SOVEREIGN, { authorityHost: 'https://login.evil.example' }],
    ['cloud to a custom one', SENTINEL, CUSTOM],
  ])('asks for the secret again when the %s changes', (_what, edited, change) => {
    const text = 'Tenant, client or cloud have changed: enter the secret that belongs to them.';
    expect(problems(change, edited)).toEqual([['clientSecret', text]]);
    expect(read({ ...change, clientSecret: 's2' }, edited)).toMatchObject({ ok: true, clientSecret: 's2' });
  });

  test('that was a folder needs a secret', () => {
    expect(problems({ ...SENTINEL_TYPED, clientSecret: '' }, FOLDER).map(([field]) => field)).toEqual(['clientSecret']);
  });

  test('never brings its secret back', () => {
    expect(destinationValues(SENTINEL).clientSecret).toBe('');
  });
});

describe('a local folder', () => {
  test('is named by its last part, and needs nothing of Azure', () => {
    const typed = { ...destinationValues(undefined), kind: 'folder', folder: ' /srv//audit/files/ ' } as const;
    expect(read(typed)).toEqual({
      ok: true,
      clientSecret: undefined,
      destination: { id: 'new', kind: 'folder', displayName: 'files', folder: '/srv/audit/files/' },
    });
    expect(read({ displayName: 'Mine' }, FOLDER)).toMatchObject({ destination: { ...FOLDER, displayName: 'Mine' } });
  });

  test.each([
    ['', 'Choose a folder.'],
    ['audit', 'Enter the whole path of a folder.'],
  ])('is not %j', (folder, text) => {
    expect(problems({ kind: 'folder', folder })).toEqual([['folder', text]]);
  });
});
