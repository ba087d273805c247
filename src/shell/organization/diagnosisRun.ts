import * as vscode from 'vscode';
import * as z from 'zod';
import type { Organization } from '../../core/organization/organization.ts';
import type { DiagnosisBegun, DiagnosisCalls, DiagnosisState, FinishedStep } from '../../protocol/diagnosis.ts';
import type { OrganizationNote } from '../../protocol/organizationForm.ts';
import type { Handlers } from '../../protocol/rpc.ts';
import type { Repair } from '../failureRepairs.ts';
import type { Parts } from '../parts.ts';
import { diagnosisMarkdown, withMaskedName } from './diagnosisMarkdown.ts';
import { stepRepair } from './diagnosisRepairs.ts';
import { stepText, stepTitle } from './diagnosisSentences.ts';
import { type Diagnosed, type DiagnosisSubject, stepsOf } from './diagnosisSteps.ts';

/** The diagnoses of one view or form: one at a time, the last one is remembered. */
export interface DiagnosisRun {
  /**
   * Begins anew, which ends what is running. Gives the notes of the tester; throws the reason of an abort when another
   * one was begun or this one was cancelled, and from then on tells nothing more of it.
   */
  start(subject: DiagnosisSubject): Promise<readonly OrganizationNote[]>;
  cancel(): void;
  state(): DiagnosisState;
  readonly handlers: Handlers<DiagnosisCalls>;
}

export interface DiagnosisRunOptions
  extends Pick<Parts, 'testOrganization' | 'organizations' | 'destinations' | 'log' | 'nowMs'> {
  readonly onBegun: (begun: DiagnosisBegun) => void;
  readonly onFinished: (step: FinishedStep) => void;
  /** Gives the organization whose form a button may open; undefined where that form is open already. */
  readonly editable: (organization: Organization) => Organization | undefined;
}

export function createDiagnosisRun(options: DiagnosisRunOptions): DiagnosisRun {
  const { testOrganization, organizations, destinations, log, nowMs, onBegun, onFinished, editable } = options;
  let last: Begun | undefined;

  const take = (begun: Begun, result: Diagnosed): void => {
    const { organization } = begun;
    const context = {
      organization: editable(organization),
      destination: destinations.get(organization.destinationId ?? ''),
    };
    const repair = stepRepair(result, context);
    const { step: id, verdict } = result;
    const finishedAtMs = nowMs();
    const step = { id, title: stepTitle(id), verdict, ...stepText(result, finishedAtMs), repair: repair?.title };
    begun.finished.push(step);
    begun.reported.push({ ...step, ...stepText(withMaskedName(result), finishedAtMs) });
    if (repair !== undefined) begun.repairs.set(id, repair);
    onFinished(step);
    if ('seen' in result && result.seen.kind === 'site') keepCloudId(organization, result.seen.cloudId);
  };
  /** One that was stored while its site did not answer, or by an earlier version, learns it now. */
  const keepCloudId = ({ id, site }: Organization, cloudId: string): void => {
    const lacksIt = (now: Organization): boolean => now.site === site && now.cloudId === undefined;
    const stored = organizations.get(id);
    if (stored === undefined || !lacksIt(stored)) return;
    organizations
      .update(id, (now) => (lacksIt(now) ? { ...now, cloudId } : now))
      .catch((error) => log.error(error, 'diagnosis'));
  };
  const state = (): DiagnosisState => {
    const { steps, finished, running } = last ?? NOTHING;
    return { steps, finished: [...finished], running };
  };

  return {
    async start({ organization, apiToken }) {
      last?.abort.abort();
      const abort = new AbortController();
      const steps = stepsOf(organization).map((id) => ({ id, title: stepTitle(id) }));
      const begun: Begun = {
        abort,
        organization,
        steps,
        startedAtMs: nowMs(),
        finished: [],
        reported: [],
        repairs: new Map(),
        running: true,
      };
      last = begun;
      onBegun({ steps });
      try {
        const onStep = (result: Diagnosed): void => take(begun, result);
        const notes = await testOrganization({ organization, apiToken, signal: abort.signal, onStep });
        // Whoever cancelled it at its last step has told so already.
        abort.signal.throwIfAborted();
        return notes;
      } finally {
        begun.running = false;
      }
    },
    cancel() {
      last?.abort.abort();
      if (last !== undefined) last.running = false;
    },
    state,
    handlers: {
      repairStep: {
        parse: (params) => STEP.parse(params),
        async run({ id }) {
          const repair = last?.repairs.get(id);
          if (repair !== undefined) await vscode.commands.executeCommand(repair.command, repair.argument);
          return undefined;
        },
      },
      copyDiagnosis: {
        parse: () => undefined,
        async run() {
          if (last === undefined) return undefined;
          const { organization, startedAtMs, reported } = last;
          const { displayName, site, userName } = organization;
          const report = { organization: displayName, site, userName, startedAtMs };
          const markdown = diagnosisMarkdown({ ...report, state: { ...state(), finished: reported } });
          await vscode.env.clipboard.writeText(markdown);
          return undefined;
        },
      },
    },
  };
}

interface Begun {
  readonly abort: AbortController;
  readonly organization: Organization;
  readonly startedAtMs: number;
  readonly steps: DiagnosisState['steps'];
  readonly finished: FinishedStep[];
  /** The same as strangers may read them. */
  readonly reported: FinishedStep[];
  /** By the id of their step. */
  readonly repairs: Map<string, Repair>;
  running: boolean;
}

const NOTHING: DiagnosisState = { steps: [], finished: [], running: false };
const STEP = z.object({ id: z.string() });
