import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import type { RunKind } from '../../core/sync/run.ts';
import { failureSentence } from '../failureSentences.ts';
import type { Parts } from '../parts.ts';
import { kindText } from '../syncActivity/activityText.ts';
import { needsPerson } from './backgroundPlan.ts';
import type { AttemptEnd } from './offline.ts';
import { offer, runRepairs } from './runRepairs.ts';

/** Success is silent. A failure is told once; the same one is told again only after a success. */
export function createFailureTeller({ destinations }: Pick<Parts, 'destinations'>) {
  /** By organization, and whether it was a job: the code that was told last. */
  const lastFailure = new Map<string, string>();
  return (organization: Organization, kind: RunKind, { failure, endedAtMs, outcome }: AttemptEnd): void => {
    const { id, displayName, destinationId } = organization;
    const key = `${id} ${kind === 'sync' ? 'sync' : 'job'}`;
    if (failure?.code === lastFailure.get(key)) return;
    if (failure === undefined) {
      if (outcome === 'succeeded') lastFailure.delete(key);
      return;
    }
    lastFailure.set(key, failure.code);
    const reason = failureSentence(failure, endedAtMs);
    const destination = destinations.get(destinationId ?? '');
    const repairs = runRepairs(failure, organization, destination);
    offer(vscode.window.showWarningMessage, sentenceOf(displayName, kind, { failure, reason }), ...repairs);
  };
}

interface Told {
  readonly failure: NonNullable<AttemptEnd['failure']>;
  readonly reason: string;
}

function sentenceOf(displayName: string, kind: RunKind, { failure, reason }: Told): string {
  if (needsPerson(failure)) {
    return vscode.l10n.t('Background sync of {0} has stopped until this is repaired. {1}', displayName, reason);
  }
  if (kind === 'sync') return vscode.l10n.t('Background sync of {0} failed. {1}', displayName, reason);
  return vscode.l10n.t('{0} of {1} stumbled, and is tried again later. {2}', kindText(kind), displayName, reason);
}
