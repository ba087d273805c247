import * as l10n from '@vscode/l10n';
import type { FinishedStep, PlannedStep } from '../../src/protocol/diagnosis.ts';
import { visibleText } from '../grid/cellText.ts';
import { element } from '../ui/element.ts';
import { type IconName, icon } from '../ui/icon.ts';
import { verdictWord } from '../ui/noteLine.ts';
import { button } from '../ui/toolkit/button.ts';

export type Unfinished = 'waiting' | 'running' | 'notDone';

/** A step that nothing was seen of yet, or never will be. */
export function unfinishedItem(step: PlannedStep, state: Unfinished): HTMLElement {
  const [iconName, word] = unfinishedLook(state);
  return item({ state, iconName, content: [titleLine(word, step.title, '')] });
}

/** A step with what was seen, what that means, and the button that repairs it. */
export function finishedItem(step: FinishedStep, onRepair: () => void): HTMLElement {
  const { verdict, title, seen, meaning, repair } = step;
  // Where there is only a meaning, the title's line has room for it.
  const [beside, below] =
    seen === '' && (verdict === 'ok' || verdict === 'skipped') ? [meaning, ''] : [visibleText(seen), meaning];
  const content = [titleLine(verdictWord(verdict), title, beside)];
  if (below !== '') content.push(element('p', { class: 'step-meaning' }, [below]));
  if (repair !== undefined) {
    const name = l10n.t('{0}: {1}', repair, title);
    // What is well needs no button that catches the eye.
    content.push(
      verdict === 'ok' ? link(repair, name, onRepair) : button({ label: repair, name, onClick: onRepair }).element,
    );
  }
  return item({ state: verdict, iconName: verdict, content });
}

function link(label: string, name: string, onClick: () => void): HTMLElement {
  const made = element('button', { type: 'button', class: 'link', 'aria-label': name }, [label]);
  made.addEventListener('click', onClick);
  return made;
}

function unfinishedLook(state: Unfinished): readonly [IconName, string] {
  switch (state) {
    case 'waiting':
      return ['waiting', l10n.t('Waiting')];
    case 'running':
      return ['running', l10n.t('Running')];
    case 'notDone':
      return ['skipped', l10n.t('Not done')];
  }
}

interface ItemParts {
  readonly state: FinishedStep['verdict'] | Unfinished;
  readonly iconName: IconName;
  readonly content: readonly HTMLElement[];
}

function item({ state, iconName, content }: ItemParts): HTMLElement {
  return element('li', { class: `step step-${state}` }, [
    icon(iconName),
    element('div', { class: 'step-content' }, content),
  ]);
}

function titleLine(word: string, title: string, beside: string): HTMLElement {
  return element('p', { class: 'step-line' }, [
    element('span', { class: 'step-title' }, [element('span', { class: 'visually-hidden' }, [`${word}: `]), title]),
    ...(beside === '' ? [] : [' ', element('span', { class: 'step-seen' }, [beside])]),
  ]);
}
