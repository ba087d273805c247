import * as l10n from '@vscode/l10n';
import type { DetailCell } from '../../src/protocol/kqlResults.ts';
import type { Outcome } from '../../src/protocol/rpc.ts';
import { visibleLines, visibleText } from '../grid/cellText.ts';
import { element } from '../ui/element.ts';
import { formatCount } from '../ui/formatCount.ts';
import { icon } from '../ui/icon.ts';
import { lastWanted } from '../ui/lastWanted.ts';
import { noteLine } from '../ui/noteLine.ts';
import { parseJson } from './jsonNode.ts';
import { jsonTree } from './jsonTree.ts';

/** One row of the result, every column of it, with all of their texts. */
export interface RowDetail {
  readonly element: HTMLElement;
  readonly isOpen: boolean;
  /** Opens with this row, or changes to it. */
  show(row: number): void;
  /** Shows another row, though it has the same number: the rows stand otherwise now. */
  showAnew(row: number): void;
  close(): void;
}

export interface RowDetailOptions {
  readonly fetch: (row: number) => Promise<Outcome<{ readonly cells: readonly DetailCell[] }>>;
  readonly onClose: () => void;
}

export function rowDetail({ fetch, onClose }: RowDetailOptions): RowDetail {
  const heading = element('h2');
  const close = element('button', { type: 'button', class: 'icon-button', 'aria-label': l10n.t('Close row') }, [
    icon('close'),
  ]);
  // Focusable, so that it can be scrolled by keyboard.
  const content = element('div', {
    class: 'row-cells',
    role: 'region',
    'aria-label': l10n.t('Values of the row'),
    tabindex: '0',
  });
  const detail = element('section', { class: 'row-detail', 'aria-label': l10n.t('Row') }, [
    element('div', { class: 'row-heading' }, [heading, close]),
    content,
  ]);
  detail.hidden = true;
  close.addEventListener('click', onClose);
  let open: number | undefined;

  const fetchWanted = lastWanted<number>(async (row) => {
    const outcome = await fetch(row);
    if (row !== open) return;
    heading.textContent = l10n.t('Row {0}', formatCount(row + 1));
    content.replaceChildren(
      outcome.ok ? cellList(outcome.value.cells) : noteLine({ verdict: 'failed', text: outcome.message }),
    );
    detail.hidden = false;
  });

  const show = (row: number): void => {
    open = row;
    void fetchWanted(row);
  };

  return {
    element: detail,
    get isOpen() {
      return open !== undefined;
    },
    show: (row) => {
      if (row !== open) show(row);
    },
    showAnew: show,
    close() {
      open = undefined;
      detail.hidden = true;
      content.replaceChildren();
    },
  };
}

function cellList(cells: readonly DetailCell[]): HTMLElement {
  return element(
    'dl',
    {},
    cells.map((cell) =>
      element('div', { class: 'row-cell' }, [
        element('dt', { title: cell.type }, [visibleText(cell.name), element('span', { class: 'type' }, [cell.type])]),
        element('dd', {}, [cellValue(cell)]),
      ]),
    ),
  );
}

function cellValue({ name, text, json }: DetailCell): HTMLElement {
  if (text === null) return element('span', { class: 'no-value' }, ['null']);
  if (text === '') return element('span', { class: 'no-value' }, [l10n.t('empty')]);
  const node = json === undefined ? undefined : parseJson(json);
  if (node !== undefined && 'entries' in node && node.entries.length > 0) return jsonTree(visibleText(name), node);
  return element('span', { class: 'value' }, [visibleLines(text)]);
}
