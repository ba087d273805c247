import type {
  DestinationFormCalls,
  DestinationFormState,
  DestinationFormValues,
  DestinationNote,
} from '../../src/protocol/destinationForm.ts';
import type { Handlers } from '../../src/protocol/rpc.ts';

/** The host side of the destination form, with an ingestion endpoint that knows one rule. */
export interface FakeDestinationHost {
  readonly handlers: Handlers<DestinationFormCalls>;
  readonly saved: readonly DestinationFormValues[];
  /** What the folder picker gives next; undefined when it is dismissed. */
  pickedFolder: string | undefined;
  copies: number;
}

export const EMPTY_DESTINATION: DestinationFormState = {
  mode: 'add',
  values: {
    kind: 'azure',
    displayName: '',
    endpoint: '',
    ruleId: '',
    streamName: 'Custom-ConfluenceAuditLogs_CL',
    cloud: 'public',
    authorityHost: '',
    audience: '',
    tenantId: '',
    clientId: '',
    clientSecret: '',
    folder: '',
  },
  secretStored: false,
};

export function fakeDestinationHost(state: DestinationFormState = EMPTY_DESTINATION): FakeDestinationHost {
  const saved: DestinationFormValues[] = [];
  const host: FakeDestinationHost = {
    saved,
    pickedFolder: undefined,
    copies: 0,
    handlers: {
      ready: { parse: parseNothing, run: () => state },
      validate: { parse: parseValues, run: problems },
      testConnection: {
        parse: parseValues,
        run: (values) => {
          const wrong = problems(values);
          return wrong.length > 0
            ? wrong
            : [
                { field: 'clientSecret', verdict: 'ok', text: 'Signed in.' },
                { field: 'streamName', verdict: 'warning', text: 'The stream has a column that is not sent.' },
                { field: 'ruleId', verdict: 'ok', text: 'The rule takes records.' },
              ];
        },
      },
      save: {
        parse: parseValues,
        run: (values) => {
          const notes = problems(values);
          if (notes.length === 0) saved.push(values);
          return { saved: notes.length === 0, notes };
        },
      },
      pickFolder: { parse: parseNothing, run: () => host.pickedFolder },
      copyStreamDeclaration: {
        parse: parseNothing,
        run: () => {
          host.copies++;
          return undefined;
        },
      },
      cancel: { parse: parseNothing, run: () => undefined },
    },
  };
  return host;
}

function problems(values: DestinationFormValues): readonly DestinationNote[] {
  const required: readonly (keyof DestinationFormValues & DestinationNote['field'])[] =
    values.kind === 'folder'
      ? ['folder']
      : [
          'endpoint',
          'ruleId',
          'streamName',
          ...(values.cloud === 'custom' ? (['authorityHost', 'audience'] as const) : []),
          'tenantId',
          'clientId',
          'clientSecret',
        ];
  return required
    .filter((field) => values[field].trim() === '')
    .map((field) => ({ field, verdict: 'failed', text: `Enter ${field}.` }));
}

function parseNothing(params: unknown): undefined {
  if (params !== undefined && params !== null) throw new TypeError('no parameters expected');
}

function parseValues(params: unknown): DestinationFormValues {
  if (typeof params !== 'object' || params === null) throw new TypeError('values expected');
  const given = new Map<string, unknown>(Object.entries(params));
  for (const name of Object.keys(EMPTY_DESTINATION.values)) {
    if (typeof given.get(name) !== 'string') throw new TypeError(`wrong value of ${name}`);
  }
  return params as DestinationFormValues;
}
