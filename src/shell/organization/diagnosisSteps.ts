import { DIAGNOSIS_STEPS, type DiagnosisStep, type StepResult } from '../../core/confluence/diagnosis.ts';
import { Failure } from '../../core/failure.ts';
import type { Organization } from '../../core/organization/organization.ts';
import { type RunFailure, runFailure } from '../../core/sync/run.ts';
import type { Parts } from '../parts.ts';

/** A step of the site's diagnosis or of ours: whether the destination takes records; the sample has no site. */
export type DiagnosedStep = DiagnosisStep | 'sample' | 'destination';

export type Diagnosed =
  | StepResult
  | { readonly step: DiagnosisStep | 'destination'; readonly verdict: 'failed'; readonly failure: RunFailure }
  | { readonly step: 'sample'; readonly verdict: 'ok' }
  /** A warning: it can be reached, and that is all that can be said. */
  | { readonly step: 'destination'; readonly verdict: 'ok' | 'warning'; readonly destination: string };

export interface DiagnosisSubject {
  readonly organization: Organization;
  /** Undefined: the stored one. */
  readonly apiToken: string | undefined;
}

/** The steps that a diagnosis of the organization takes, in the order in which they are shown. */
export function stepsOf({ kind, destinationId }: Organization): readonly DiagnosedStep[] {
  const ofSite: readonly DiagnosedStep[] = kind === 'sample' ? ['sample'] : DIAGNOSIS_STEPS;
  return destinationId === undefined ? ofSite : [...ofSite, 'destination'];
}

/** Does these steps, each once, and gives each result as soon as it is there. Throws nothing but the signal's reason. */
export async function* diagnoseOrganization(
  parts: Pick<Parts, 'connections' | 'destinations' | 'log'>,
  subject: DiagnosisSubject,
  signal: AbortSignal,
): AsyncGenerator<Diagnosed> {
  const { organization } = subject;
  if (organization.kind === 'sample') yield { step: 'sample', verdict: 'ok' };
  else yield* diagnoseSite(parts, subject, signal);
  if (organization.destinationId !== undefined) yield await diagnoseDestination(parts, organization, signal);
}

type DiagnosisParts = Parameters<typeof diagnoseOrganization>[0];

async function* diagnoseSite(
  { connections, log }: DiagnosisParts,
  { organization, apiToken }: DiagnosisSubject,
  signal: AbortSignal,
): AsyncGenerator<Diagnosed> {
  const open = new Set<DiagnosisStep>(DIAGNOSIS_STEPS);
  try {
    for await (const result of connections.diagnose(organization, apiToken, signal)) {
      open.delete(result.step);
      yield result;
    }
  } catch (error) {
    signal.throwIfAborted();
    const failure = toldFailure(error, log);
    // Without a token nothing is begun; what else is thrown belongs to the step that was to come.
    const step = failure.code === 'secretMissing' ? 'tokenKind' : ([...open][0] ?? 'auditRead');
    open.delete(step);
    yield { step, verdict: 'failed', failure };
    for (const skipped of open) yield { step: skipped, verdict: 'skipped', because: step };
  }
}

async function diagnoseDestination(
  { connections, destinations, log }: DiagnosisParts,
  { destinationId, displayName }: Organization,
  signal: AbortSignal,
): Promise<Diagnosed> {
  const step = 'destination';
  try {
    const destination = destinations.get(destinationId ?? '');
    if (destination === undefined) throw new Failure('destinationMissing', { where: displayName });
    const sink = await connections.openSink(destination);
    const verdict = (await sink.check(signal)) === 'accepted' ? 'ok' : 'warning';
    return { step, verdict, destination: destination.displayName };
  } catch (error) {
    signal.throwIfAborted();
    return { step, verdict: 'failed', failure: toldFailure(error, log) };
  }
}

/** The sentence for what is not a known failure refers to the log. */
function toldFailure(error: unknown, log: Parts['log']): RunFailure {
  const failure = runFailure(error);
  if (failure.code === 'unexpected') log.error(error, 'diagnosis');
  return failure;
}
