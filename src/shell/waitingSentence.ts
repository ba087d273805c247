import { l10n } from 'vscode';
import type { RunFailure } from '../core/sync/run.ts';
import { clockText, hostOf } from './localText.ts';

/** A wait, and when it ends in epoch milliseconds. */
export interface Wait {
  readonly waiting: { readonly failure: RunFailure; readonly delayMs: number };
  readonly untilMs: number;
}

/** Why nothing happens just now, and until when. */
export function waitingSentence(wait: Wait): string {
  return l10n.t('{0} Going on at {1}.', waitingReason(wait), clockText(wait.untilMs));
}

/** Why nothing happens just now, where the time is told beside it. */
export function waitingReason({ waiting: { failure } }: Wait): string {
  const { where, status } = failure.detail;
  const host = hostOf(where);
  if (failure.code === 'siteRateLimited') return l10n.t('{0} asks to wait.', host);
  if (status !== undefined) return l10n.t('{0} has a problem (status {1}).', host, status);
  return l10n.t('{0} did not answer properly.', host);
}
