import type { DiagnosisViewCalls, DiagnosisViewState } from '../../src/protocol/diagnosis.ts';
import type { Handlers } from '../../src/protocol/rpc.ts';
import { PLANNED, parseStep } from './fakeDiagnosis.ts';

/** The host side of the diagnosis view; what happens in the diagnosis is told by the test. */
export interface FakeDiagnosisHost {
  readonly handlers: Handlers<DiagnosisViewCalls>;
  /** The names of the calls, in the order they came; `repairStep` with its step. */
  readonly called: readonly string[];
  /** While set, every call but `ready` fails with this sentence. */
  failure: string | undefined;
}

export const BEGUN: DiagnosisViewState = {
  organization: 'Acme',
  site: 'https://acme.atlassian.net',
  steps: PLANNED,
  finished: [],
  running: true,
};

export function fakeDiagnosisHost(state: DiagnosisViewState = BEGUN): FakeDiagnosisHost {
  const called: string[] = [];
  const note = (name: string): undefined => {
    called.push(name);
    if (host.failure !== undefined) throw new Error(host.failure);
  };
  const noting = (name: string) => ({ parse: parseNothing, run: () => note(name) });
  const host: FakeDiagnosisHost = {
    called,
    failure: undefined,
    handlers: {
      ready: { parse: parseNothing, run: () => state },
      run: noting('run'),
      cancel: noting('cancel'),
      copyDiagnosis: noting('copyDiagnosis'),
      repairStep: { parse: parseStep, run: ({ id }) => note(`repairStep ${id}`) },
    },
  };
  return host;
}

function parseNothing(params: unknown): undefined {
  if (params !== undefined && params !== null) throw new TypeError('no parameters expected');
}
