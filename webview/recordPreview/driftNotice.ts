import * as l10n from '@vscode/l10n';
import type { DriftEntry } from '../../src/protocol/recordPreview.ts';
import { visibleText } from '../grid/cellText.ts';
import { element } from '../ui/element.ts';
import { formatCount } from '../ui/formatCount.ts';

/** One line about what the catalogue does not know, which opens to a list of it. */
export interface DriftNotice {
  readonly element: HTMLElement;
  /** Nothing to show hides it. */
  show(drift: readonly DriftEntry[]): void;
}

export function driftNotice(): DriftNotice {
  const title = element('summary');
  const rows = element('tbody');
  const notice = element('details', { class: 'drift' }, [
    title,
    element('p', {}, [l10n.t('These are new to this extension. They are shown and forwarded all the same.')]),
    // Focusable, so that it can be scrolled by keyboard.
    element(
      'div',
      { class: 'drift-list', role: 'region', 'aria-label': l10n.t('Not in the catalogue'), tabindex: '0' },
      [element('table', {}, [element('thead', {}, [headRow()]), rows])],
    ),
  ]);
  notice.hidden = true;
  return {
    element: notice,
    show(drift) {
      notice.hidden = drift.length === 0;
      title.textContent = titleText(drift.length);
      rows.replaceChildren(...drift.map(row));
    },
  };
}

function titleText(count: number): string {
  return count === 1
    ? l10n.t('Not in the catalogue: 1 kind of record or field')
    : l10n.t('Not in the catalogue: {0} kinds of records or fields', formatCount(count));
}

function headRow(): HTMLElement {
  return element('tr', {}, [
    element('th', { scope: 'col' }, [l10n.t('Kind')]),
    element('th', { scope: 'col' }, [l10n.t('Name')]),
    element('th', { scope: 'col', class: 'count' }, [l10n.t('Records')]),
  ]);
}

function row({ kind, name, records }: DriftEntry): HTMLElement {
  return element('tr', {}, [
    element('td', {}, [kindWord(kind)]),
    element('td', {}, [visibleText(name)]),
    element('td', { class: 'count' }, [formatCount(records)]),
  ]);
}

function kindWord(kind: DriftEntry['kind']): string {
  switch (kind) {
    case 'category':
      return l10n.t('Category');
    case 'event':
      return l10n.t('Event');
    case 'field':
      return l10n.t('Field');
  }
}
