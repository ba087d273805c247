import { l10n } from 'vscode';
import type { FailureDetail } from '../../core/failure.ts';
import { failureSentence } from '../failureSentences.ts';
import { hostOf } from '../localText.ts';
import { type SeenText, seenText } from './diagnosisSeen.ts';
import type { Diagnosed, DiagnosedStep } from './diagnosisSteps.ts';

/** What a step is called. */
export function stepTitle(step: DiagnosedStep): string {
  return TITLES[step]();
}

/** What a step saw and what that means, in sentences for the user; either may be empty. Neither holds a secret. */
export function stepText(result: Diagnosed, nowMs: number): SeenText {
  if (result.verdict === 'failed') {
    const { failure } = result;
    return { seen: technicalText(failure.detail), meaning: failureSentence(failure, nowMs) };
  }
  if (result.verdict === 'skipped') return { seen: '', meaning: skippedText(result.because) };
  if ('seen' in result) return seenText(result.seen, result.verdict);
  if (result.step === 'destination') return destinationText(result.verdict, result.destination);
  const meaning = l10n.t('The sample organization needs no connection: its records are made up on this computer.');
  return { seen: '', meaning };
}

const TITLES: Readonly<Record<DiagnosedStep, () => string>> = {
  nameResolution: () => l10n.t('Name resolution'),
  proxy: () => l10n.t('Proxy'),
  tls: () => l10n.t('Certificate'),
  reachability: () => l10n.t('Reachability'),
  tokenKind: () => l10n.t('Kind of token'),
  authentication: () => l10n.t('Authentication'),
  productAccess: () => l10n.t('Access to Confluence'),
  administrator: () => l10n.t('Administrator permission'),
  plan: () => l10n.t('Plan'),
  scope: () => l10n.t('Scope'),
  auditRead: () => l10n.t('Audit log'),
  retention: () => l10n.t('Retention'),
  clock: () => l10n.t('Clock'),
  rateLimit: () => l10n.t('Rate limits'),
  sample: () => l10n.t('Connection'),
  destination: () => l10n.t('Destination'),
};

/** For whoever is asked for help: where it happened, and the status and codes that came. */
function technicalText({ where, status, remark }: FailureDetail): string {
  const parts = [hostOf(where), status === undefined ? '' : l10n.t('status {0}', status), remark ?? ''];
  return parts.filter((part) => part !== '').join(', ');
}

function skippedText(because: DiagnosedStep | 'notVisible'): string {
  if (because === 'notVisible') return l10n.t('The site does not show this to the token.');
  return l10n.t('Not looked at, because of "{0}".', stepTitle(because));
}

function destinationText(verdict: 'ok' | 'warning', name: string): SeenText {
  if (verdict === 'ok') return { seen: l10n.t('{0} accepts records.', name), meaning: '' };
  return {
    seen: l10n.t('{0} can be reached.', name),
    meaning: l10n.t('Whether it takes the rows shows at the first sync.'),
  };
}
