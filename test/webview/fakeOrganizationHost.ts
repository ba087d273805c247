import type {
  OrganizationFormCalls,
  OrganizationFormState,
  OrganizationFormValues,
  OrganizationNote,
} from '../../src/protocol/organizationForm.ts';
import type { Handlers } from '../../src/protocol/rpc.ts';
import { parseStep } from './fakeDiagnosis.ts';

/** The host side of the organization form, with a site that knows one account. */
export interface FakeOrganizationHost {
  readonly handlers: Handlers<OrganizationFormCalls>;
  readonly saved: readonly OrganizationFormValues[];
  /** The names of the other calls, in the order they came. */
  readonly called: readonly string[];
  /** The steps whose button was pressed. */
  readonly repaired: readonly string[];
  /** While set, a test of the connection waits for it. */
  testGate: Promise<void>;
  /** While set, a save waits for it. */
  saveGate: Promise<void>;
  /** Makes the next save fail with this sentence. */
  saveFailure: string | undefined;
}

export const ACCOUNT = {
  siteUrl: 'https://acme.atlassian.net',
  userName: 'admin@acme.example',
  apiToken: 'canary-token-4711',
} as const;

export const EMPTY_ORGANIZATION: OrganizationFormState = {
  mode: 'add',
  values: {
    siteUrl: '',
    userName: '',
    apiToken: '',
    tokenExpiresOn: '',
    displayName: '',
    destinationId: '',
    firstSync: 'everything',
    backgroundSync: false,
    intervalMinutes: '5',
  },
  tokenStored: false,
  sample: false,
  synced: false,
  destinations: [
    { id: 'azure-1', label: 'Sentinel (West Europe)' },
    { id: 'folder-1', label: 'Local folder' },
  ],
};

export function fakeOrganizationHost(state: OrganizationFormState = EMPTY_ORGANIZATION): FakeOrganizationHost {
  const saved: OrganizationFormValues[] = [];
  const called: string[] = [];
  const repaired: string[] = [];
  const note = (name: string) => ({ parse: parseNothing, run: () => void called.push(name) });
  const judge = (values: OrganizationFormValues): readonly OrganizationNote[] => problems(values, state.tokenStored);
  const host: FakeOrganizationHost = {
    saved,
    called,
    repaired,
    testGate: Promise.resolve(),
    saveGate: Promise.resolve(),
    saveFailure: undefined,
    handlers: {
      ready: { parse: parseNothing, run: () => state },
      validate: { parse: parseValues, run: judge },
      testConnection: {
        parse: parseValues,
        async run(values) {
          called.push('testConnection');
          await host.testGate;
          const wrong = judge(values);
          if (wrong.length > 0) return wrong;
          const known = values.apiToken === ACCOUNT.apiToken;
          return [
            { field: 'siteUrl', verdict: 'ok', text: 'acme.atlassian.net answers.' },
            known
              ? { field: 'apiToken', verdict: 'ok', text: 'The site accepts the token.' }
              : { field: 'apiToken', verdict: 'failed', text: 'The site does not accept this token (401).' },
            known
              ? { field: 'form', verdict: 'ok', text: 'The audit log can be read.' }
              : { field: 'form', verdict: 'skipped', text: 'The audit log was not tried.' },
          ];
        },
      },
      save: {
        parse: parseValues,
        async run(values) {
          called.push('save');
          await host.saveGate;
          if (host.saveFailure !== undefined) throw new Error(host.saveFailure);
          const notes = judge(values);
          if (notes.length === 0) saved.push(values);
          return { saved: notes.length === 0, notes };
        },
      },
      addDestination: note('addDestination'),
      repairStep: { parse: parseStep, run: ({ id }) => void repaired.push(id) },
      copyDiagnosis: note('copyDiagnosis'),
      openTokenPage: note('openTokenPage'),
      cancel: note('cancel'),
    },
  };
  return host;
}

function problems(values: OrganizationFormValues, tokenStored: boolean): readonly OrganizationNote[] {
  const wrong = (field: OrganizationNote['field'], text: string): OrganizationNote => ({
    field,
    verdict: 'failed',
    text,
  });
  return [
    ...(/^https:\/\/[a-z]+\.atlassian\.net$/.test(values.siteUrl)
      ? []
      : [wrong('siteUrl', 'This is not the address of a Confluence site.')]),
    ...(values.userName.includes('@') ? [] : [wrong('userName', 'Enter the e-mail address of the account.')]),
    ...(/^(\d{4}-\d{2}-\d{2})?$/.test(values.tokenExpiresOn) ? [] : [wrong('tokenExpiresOn', 'This is not a day.')]),
    ...(values.apiToken !== '' || tokenStored ? [] : [wrong('apiToken', 'Enter an API token.')]),
  ];
}

function parseNothing(params: unknown): undefined {
  if (params !== undefined && params !== null) throw new TypeError('no parameters expected');
}

function parseValues(params: unknown): OrganizationFormValues {
  const expected = Object.entries(EMPTY_ORGANIZATION.values);
  if (typeof params !== 'object' || params === null) throw new TypeError('values expected');
  const given = new Map<string, unknown>(Object.entries(params));
  for (const [name, value] of expected) {
    if (typeof given.get(name) !== typeof value) throw new TypeError(`wrong value of ${name}`);
  }
  return params as OrganizationFormValues;
}
