import * as vscode from 'vscode';
import type { Organization } from '../../core/organization/organization.ts';
import { type Destination, destinationIdentity } from '../../core/sentinel/destination.ts';
import type { SyncState } from '../../core/sync/syncState.ts';
import type { Parts } from '../parts.ts';
import { firstSendSentence, firstSendWindow } from './firstSend.ts';
import type { FirstSendTurn } from './firstSendTurn.ts';
import type { Consent } from './runLane.ts';

type QuestionParts = Pick<Parts, 'organizations' | 'destinations' | 'sync' | 'log' | 'nowMs'>;

export interface BackgroundQuestion {
  readonly organization: Organization;
  readonly destination: Destination;
  readonly state: SyncState | undefined;
  /** Another window was asking when this was tried last. */
  readonly last: 'elsewhere' | undefined;
  readonly ended: AbortSignal;
  readonly onAgreed: (consent: GivenConsent) => Promise<void>;
}

/** What a person has agreed to in this window. Until it is saved, this window alone knows, and no other one asks. */
export interface GivenConsent {
  /** `missing` once it is used up: an agreement was saved, or the organization is set up in another way. */
  now(): Consent;
  /** Other windows may ask again, should that be needed. Never rejects. */
  drop(): Promise<void>;
}

/**
 * Counts what the first sync would send, and asks whether to: in one window at a time, and no longer than nobody has
 * agreed in another way. Resolves without waiting for the answer. Throws a Failure where it cannot be counted.
 */
export async function askInBackground(
  parts: QuestionParts,
  question: BackgroundQuestion,
): Promise<'asked' | 'elsewhere'> {
  const { sync, log, nowMs } = parts;
  const { organization, destination, state, last, ended, onAgreed } = question;
  const turn = await sync.claimFirstSend(organization, last);
  if (turn === 'elsewhere') return 'elsewhere';
  if (turn === 'answered') return 'asked';
  const agreed = watchAgreement(parts, question, turn);
  try {
    const window = firstSendWindow(organization, state, nowMs());
    const signal = AbortSignal.any([ended, agreed.signal]);
    const found = await sync.dryRun(organization.id, window, { signal, onFound: () => undefined });
    // Somebody may agree while what was counted is on its way here.
    if (found === undefined || signal.aborted) return 'asked';
    sync.tell(organization.id, { awaitsApproval: { found } });
    void askToSend(firstSendSentence({ organization, destination, window, found }))
      .then(async (agrees) => {
        const consent: GivenConsent = {
          now: () => (agreed.signal.aborted || !isAsAsked(parts, question) ? 'missing' : 'given'),
          async drop() {
            agreed.dispose();
            await turn.release();
          },
        };
        if (agrees && isAsAsked(parts, question)) return onAgreed(consent);
        agreed.dispose();
        await (agrees ? turn.release() : turn.answered());
      })
      .catch((error) => log.error(error, 'first sync'));
    return 'asked';
  } catch (error) {
    agreed.dispose();
    await turn.release();
    throw error;
  }
}

interface Agreement {
  /** Aborts once somebody has agreed to the first send, in whichever way and window. */
  readonly signal: AbortSignal;
  readonly dispose: () => void;
}

function watchAgreement(
  { sync }: Pick<Parts, 'sync'>,
  { organization, ended }: Pick<BackgroundQuestion, 'organization' | 'ended'>,
  turn: FirstSendTurn,
): Agreement {
  const agreed = new AbortController();
  const watching = sync.onDidChange(() => {
    if (sync.viewOf(organization).state?.approved !== true) return;
    dispose();
    agreed.abort();
    void turn.answered();
  });
  const dispose = (): void => {
    watching.dispose();
    ended.removeEventListener('abort', dispose);
  };
  ended.addEventListener('abort', dispose);
  return { signal: agreed.signal, dispose };
}

/** What was agreed to is that site and that destination. */
function isAsAsked(
  { organizations, destinations }: QuestionParts,
  { organization: { id, site }, destination }: BackgroundQuestion,
): boolean {
  const now = organizations.get(id);
  const goesTo = destinations.get(now?.destinationId ?? '');
  return goesTo !== undefined && now?.site === site && destinationIdentity(goesTo) === destinationIdentity(destination);
}

async function askToSend(sentence: string): Promise<boolean> {
  const send = vscode.l10n.t('Send');
  return (await vscode.window.showInformationMessage(sentence, send, vscode.l10n.t('Not Now'))) === send;
}
