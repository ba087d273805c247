import * as l10n from '@vscode/l10n';
import type { DiagnosisState, FinishedStep, PlannedStep } from '../../src/protocol/diagnosis.ts';
import type { Outcome } from '../../src/protocol/rpc.ts';
import { element } from '../ui/element.ts';
import { icon } from '../ui/icon.ts';
import { verdictWord } from '../ui/noteLine.ts';
import { button } from '../ui/toolkit/button.ts';
import { diagnosisSummary } from './diagnosisSummary.ts';
import { finishedItem, unfinishedItem } from './stepItem.ts';

/** A diagnosis as it goes on: all its steps from the start, each giving way to what was found. */
export interface StepList {
  readonly element: HTMLElement;
  /** Replaces the diagnosis before. */
  begin(steps: readonly PlannedStep[]): void;
  /** In whatever order steps finish; nothing is taken once the diagnosis has ended. */
  finish(step: FinishedStep): void;
  /** `message` is a sentence where the diagnosis did not end by itself, else empty. */
  end(message: string): void;
  /** Stays to be read, but is no longer about what it seems to be about; `reason` is a sentence. */
  outdate(reason: string): void;
}

export interface StepListOptions {
  readonly repair: (id: string) => Promise<Outcome<undefined>>;
  readonly copy: () => Promise<Outcome<undefined>>;
}

export function stepList({ repair, copy }: StepListOptions): StepList {
  const summary = element('p', { class: 'diagnosis-summary' });
  const status = element('p', { class: 'status', role: 'status' });
  const copyButton = button({ label: l10n.t('Copy as Markdown'), onClick: () => void say(copy(), l10n.t('Copied.')) });
  const remark = element('p', { class: 'diagnosis-remark' });
  // The list loses its role in some readers along with its numbers; focusable for when a button in it is gone.
  const list = element('ol', { class: 'steps', role: 'list', 'aria-label': l10n.t('Steps'), tabindex: '-1' });
  const log = element('div', { class: 'visually-hidden', role: 'log' });
  const root = element('div', { class: 'diagnosis' }, [
    element('div', { class: 'diagnosis-header' }, [summary, status, copyButton.element]),
    remark,
    list,
    log,
  ]);
  let steps: readonly PlannedStep[] = [];
  const finished = new Map<string, FinishedStep>();
  const items = new Map<string, HTMLElement>();
  let running = false;
  let marked: PlannedStep | undefined;
  update();

  function begin(planned: readonly PlannedStep[]): void {
    const hadFocus = list.contains(document.activeElement);
    steps = planned;
    running = true;
    marked = undefined;
    finished.clear();
    items.clear();
    for (const step of steps) items.set(step.id, unfinishedItem(step, 'waiting'));
    list.replaceChildren(...items.values());
    if (hadFocus) list.focus();
    root.classList.remove('outdated');
    setRemark('');
    status.textContent = '';
    log.replaceChildren();
    markRunning();
    update();
  }

  function finish(step: FinishedStep): void {
    if (!running || !items.has(step.id)) return;
    finished.set(step.id, step);
    draw(
      step.id,
      finishedItem(step, () => void say(repair(step.id), '')),
    );
    if (step.verdict === 'failed') announce(`${verdictWord(step.verdict)}: ${step.title}. ${step.seen}`);
    markRunning();
    update();
  }

  function end(message: string): void {
    if (!running) return;
    running = false;
    for (const step of unfinished()) draw(step.id, unfinishedItem(step, 'notDone'));
    setRemark(message);
    update();
    announce([diagnosisSummary(state()).text, message].filter((part) => part !== '').join('. '));
  }

  function outdate(reason: string): void {
    root.classList.add('outdated');
    setRemark(reason);
  }

  function unfinished(): readonly PlannedStep[] {
    return steps.filter(({ id }) => !finished.has(id));
  }

  /** Which step is running is not told; most likely it is the first of those that are not finished. */
  function markRunning(): void {
    const next = unfinished()[0];
    if (next === undefined || next === marked) return;
    draw(next.id, unfinishedItem(next, 'running'));
    marked = next;
  }

  function draw(id: string, item: HTMLElement): void {
    items.get(id)?.replaceWith(item);
    items.set(id, item);
  }

  function update(): void {
    root.hidden = steps.length === 0;
    const { icon: iconName, text } = diagnosisSummary(state());
    summary.replaceChildren(icon(iconName), element('span', {}, [text]));
  }

  function state(): DiagnosisState {
    return { steps, finished: [...finished.values()], running };
  }

  function setRemark(text: string): void {
    remark.hidden = text === '';
    remark.textContent = text;
  }

  function announce(text: string): void {
    log.append(element('p', {}, [text]));
  }

  /** Says what came of a call, where that is not seen otherwise. */
  async function say(call: Promise<Outcome<undefined>>, done: string): Promise<void> {
    const outcome = await call;
    status.textContent = outcome.ok ? done : outcome.message;
  }

  return { element: root, begin, finish, end, outdate };
}
