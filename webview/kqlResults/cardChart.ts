import type { ChartData } from '../../src/protocol/kqlResults.ts';
import { visibleText } from '../grid/cellText.ts';
import { element } from '../ui/element.ts';
import { chartWords } from './chartText.ts';

/** Figures in large type, each with its name. */
export function cardChart({ series }: ChartData): HTMLElement {
  return element(
    'dl',
    { class: 'cards' },
    series.map(({ name, values }) =>
      element('div', { class: 'card' }, [
        element('dt', {}, [visibleText(name)]),
        element('dd', {}, [chartWords.y(values[0] ?? null)]),
      ]),
    ),
  );
}
