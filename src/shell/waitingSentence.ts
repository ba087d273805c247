import { l10n } from 'vscode';
import type { Waiting } from '../core/confluence/patientHttp.ts';
import { hostOf } from './failureSentences.ts';
import { clockText } from './localText.ts';

/** A wait, and when it ends in epoch milliseconds. */
export interface Wait {
  readonly waiting: Waiting;
  readonly untilMs: number;
}

/** Why nothing happens just now, and until when. */
export function waitingSentence({ waiting: { failure }, untilMs }: Wait): string {
  const { where, status } = failure.detail;
  const host = hostOf(where);
  const until = clockText(untilMs);
  if (failure.code === 'siteRateLimited') return l10n.t('{0} asks to wait. Going on at {1}.', host, until);
  if (status !== undefined) return l10n.t('{0} has a problem (status {1}). Trying again at {2}.', host, status, until);
  return l10n.t('{0} did not answer properly. Trying again at {1}.', host, until);
}
