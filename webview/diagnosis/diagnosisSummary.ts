import * as l10n from '@vscode/l10n';
import type { DiagnosisState } from '../../src/protocol/diagnosis.ts';
import type { Verdict } from '../../src/protocol/form.ts';
import type { IconName } from '../ui/icon.ts';

export interface DiagnosisSummary {
  readonly icon: IconName;
  readonly text: string;
}

/** A diagnosis in one line, also in the middle of it. */
export function diagnosisSummary(state: DiagnosisState): DiagnosisSummary {
  const numberOf = (wanted: Verdict): number => state.finished.filter(({ verdict }) => verdict === wanted).length;
  const [problems, remarks, skipped] = [numberOf('failed'), numberOf('warning'), numberOf('skipped')];
  const parts = [
    ...stage(state, problems + remarks),
    ...(problems === 0 ? [] : [problems === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', problems)]),
    ...(remarks === 0 ? [] : [remarks === 1 ? l10n.t('1 remark') : l10n.t('{0} remarks', remarks)]),
    ...(skipped === 0 ? [] : [l10n.t('{0} not checked', skipped)]),
  ];
  return { icon: worst(state, { problems, remarks }), text: parts.join(', ') };
}

/** How far it is, unless that is told by what was found. */
function stage({ steps, finished, running }: DiagnosisState, found: number): readonly string[] {
  if (running) return [l10n.t('Running: {0} of {1} steps done', finished.length, steps.length)];
  if (finished.length < steps.length) return [l10n.t('Stopped after {0} of {1} steps', finished.length, steps.length)];
  return found === 0 ? [l10n.t('All is well')] : [];
}

function worst(
  { steps, finished, running }: DiagnosisState,
  found: Readonly<Record<'problems' | 'remarks', number>>,
): IconName {
  if (found.problems > 0) return 'failed';
  if (found.remarks > 0) return 'warning';
  if (running) return 'waiting';
  return finished.length === steps.length ? 'ok' : 'skipped';
}
