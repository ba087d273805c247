import { l10n } from 'vscode';
import { FAILURE_CODES } from '../../core/failure.ts';
import { failureSentence } from '../failureSentences.ts';
import { oneLine } from './activityText.ts';

/** Why nobody knows whether a batch arrived. The ledger has the failure's code alone, or a word of its own. */
export function doubtReasonText(reason: string): string {
  if (reason === 'cancelled') return l10n.t('The sync was cancelled before the answer came.');
  if (reason === 'interrupted') return l10n.t('The program ended before the answer came.');
  const code = FAILURE_CODES.find((known) => known === reason);
  if (code === undefined) return oneLine(reason);
  const sentence = failureSentence({ code, detail: { where: l10n.t('the destination') } });
  // Without the remark or status that is not known here, a sentence has empty brackets: "()", "(status )".
  const told = sentence.replace(/\s*\((?:[^()]*\s)?\)/g, '');
  return told.charAt(0).toLocaleUpperCase() + told.slice(1);
}
