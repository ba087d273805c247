import * as l10n from '@vscode/l10n';
import type { FieldNote, Verdict } from '../../src/protocol/form.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';

export type Note = Pick<FieldNote<string>, 'verdict' | 'text'>;

/** One sentence with its verdict, told by icon, colour and (to a screen reader) a word. */
export function noteLine({ verdict, text }: Note): HTMLElement {
  const word = element('span', { class: 'visually-hidden' }, [`${verdictWord(verdict)}: `]);
  return element('p', { class: `note note-${verdict}` }, [icon(verdict), element('span', {}, [word, text])]);
}

/** A verdict as a screen reader says it, where others see an icon. */
export function verdictWord(verdict: Verdict): string {
  switch (verdict) {
    case 'ok':
      return l10n.t('OK');
    case 'warning':
      return l10n.t('Warning');
    case 'failed':
      return l10n.t('Error');
    case 'skipped':
      return l10n.t('Not checked');
  }
}
