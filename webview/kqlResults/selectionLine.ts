import * as l10n from '@vscode/l10n';
import type { SelectionFigures } from '../../src/protocol/kqlResults.ts';
import { visibleText } from '../grid/cellText.ts';
import { element } from '../ui/element.ts';
import { formatCount } from '../ui/formatCount.ts';
import { figureTexts } from './resultText.ts';

/** The line below the rows: where the focus is, what the selection amounts to, and what was just done. */
export interface SelectionLine {
  readonly element: HTMLElement;
  /** `row` counts from 0; a negative one is the header. */
  showPlace(place: { readonly row: number; readonly rows: number; readonly column: string } | undefined): void;
  showFigures(figures: SelectionFigures | undefined): void;
  /** What was done, or why not. */
  tell(text: string): void;
}

export function selectionLine(): SelectionLine {
  const place = element('span', { class: 'place' });
  const figures = element('span', { class: 'figures', role: 'status' });
  const message = element('span', { class: 'told', role: 'status' });
  return {
    element: element('footer', { class: 'selection-line' }, [place, message, figures]),
    showPlace: (at) => {
      place.textContent = at === undefined ? '' : placeText(at);
      message.textContent = '';
    },
    showFigures: (given) => {
      const texts = given === undefined ? [] : figureTexts(given);
      figures.replaceChildren(
        ...texts.map(([name, value]) => element('span', {}, [`${name}: `, element('b', {}, [value])])),
      );
    },
    tell: (text) => {
      message.replaceChildren(element('span', {}, [text]));
    },
  };
}

function placeText({ row, rows, column }: { row: number; rows: number; column: string }): string {
  const name = visibleText(column);
  return row < 0 ? name : l10n.t('Row {0} of {1} · {2}', formatCount(row + 1), formatCount(rows), name);
}
