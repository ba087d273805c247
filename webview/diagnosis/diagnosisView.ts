import * as l10n from '@vscode/l10n';
import type { DiagnosisViewCalls, DiagnosisViewEvents, DiagnosisViewState } from '../../src/protocol/diagnosis.ts';
import type { Outcome } from '../../src/protocol/rpc.ts';
import type { Host } from '../host.ts';
import { element } from '../ui/element.ts';
import { button } from '../ui/toolkit/button.ts';
import { viewTitle } from '../ui/viewTitle.ts';
import { stepList } from './stepList.ts';

/** The diagnosis of one organization, which the host runs. */
export function diagnosisView(
  host: Host<DiagnosisViewCalls, DiagnosisViewEvents>,
  state: DiagnosisViewState,
): HTMLElement {
  const again = button({ label: l10n.t('Run again'), onClick: () => void ask(host.call('run')) });
  const cancel = button({ label: l10n.t('Cancel'), onClick: () => void ask(host.call('cancel')) });
  const status = element('p', { class: 'status', role: 'status' });
  const list = stepList({
    repair: (id) => host.call('repairStep', { id }),
    copy: () => host.call('copyDiagnosis'),
  });
  host.on('diagnosisBegun', ({ steps }) => {
    list.begin(steps);
    setRunning('running');
  });
  host.on('stepFinished', list.finish);
  host.on('diagnosisEnded', ({ message }) => {
    list.end(message);
    setRunning('ended');
  });
  list.begin(state.steps);
  for (const step of state.finished) list.finish(step);
  if (!state.running) list.end('');
  setRunning(state.running ? 'running' : 'ended');
  return element('div', { class: 'diagnosis-view' }, [
    viewTitle(state.organization, state.site),
    element('div', { class: 'buttons' }, [again.element, cancel.element, status]),
    list.element,
  ]);

  function setRunning(phase: 'running' | 'ended'): void {
    const hadFocus = cancel.element.contains(document.activeElement);
    cancel.element.hidden = phase === 'ended';
    if (phase === 'ended' && hadFocus) again.focus();
  }

  async function ask(call: Promise<Outcome<undefined>>): Promise<void> {
    const outcome = await call;
    status.textContent = outcome.ok ? '' : outcome.message;
  }
}
