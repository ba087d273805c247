import * as l10n from '@vscode/l10n';
import type { MappedCell, PreviewRecord } from '../../src/protocol/recordPreview.ts';
import type { Outcome } from '../../src/protocol/rpc.ts';
import { visibleLines, visibleText } from '../grid/cellText.ts';
import { element } from '../ui/element.ts';
import { formatCount } from '../ui/formatCount.ts';
import { icon } from '../ui/icon.ts';
import { noteLine } from '../ui/noteLine.ts';
import { button } from '../ui/toolkit/button.ts';

/** One record, as the site sent it beside the row that is made of it. */
export interface RecordDetail {
  readonly element: HTMLElement;
  isOpen(): boolean;
  /** Opens with this record, or changes to it. */
  show(index: number): void;
  close(): void;
}

export interface RecordDetailOptions {
  readonly fetch: (index: number) => Promise<Outcome<PreviewRecord>>;
  readonly copy: (index: number, form: RecordForm) => Promise<Outcome<undefined>>;
  readonly onClose: () => void;
}

export type RecordForm = 'raw' | 'mapped';

export function recordDetail({ fetch, copy, onClose }: RecordDetailOptions): RecordDetail {
  const heading = element('h2');
  const copied = element('span', { class: 'status', role: 'status' });
  const close = element('button', { type: 'button', class: 'icon-button', 'aria-label': l10n.t('Close record') }, [
    icon('close'),
  ]);
  const content = element('div', { class: 'panes' });
  const detail = element('section', { class: 'detail', 'aria-label': l10n.t('Record') }, [
    element('div', { class: 'detail-header' }, [heading, copied, close]),
    content,
  ]);
  detail.hidden = true;
  close.addEventListener('click', onClose);
  let wanted: Request | undefined;
  let isFetching = false;

  /** One request at a time: of the records passed by while it was under way, only the last is asked for. */
  async function fetchWanted(): Promise<void> {
    if (isFetching) return;
    isFetching = true;
    let drawn: Request | undefined;
    while (wanted !== undefined && wanted !== drawn) {
      const request = wanted;
      const outcome = await fetch(request.index);
      if (request !== wanted) continue;
      draw(request.index, outcome);
      drawn = request;
    }
    isFetching = false;
  }

  function draw(index: number, outcome: Outcome<PreviewRecord>): void {
    heading.textContent = l10n.t('Record {0}', formatCount(index + 1));
    copied.textContent = '';
    if (detail.hidden) {
      detail.hidden = false;
      // In a low window the page is scrolled, and the record would open out of sight.
      detail.scrollIntoView({ block: 'nearest' });
    }
    if (!outcome.ok) {
      content.replaceChildren(noteLine({ verdict: 'failed', text: outcome.message }));
      return;
    }
    const copyAs = async (form: RecordForm): Promise<void> => {
      const result = await copy(index, form);
      copied.textContent = result.ok ? l10n.t('Copied.') : result.message;
    };
    content.replaceChildren(
      pane(l10n.t('As the site sent it'), rawView(outcome.value.raw), () => void copyAs('raw')),
      pane(
        l10n.t('As a row of {0}', 'ConfluenceAuditLogs_CL'),
        mappedView(outcome.value.mapped),
        () => void copyAs('mapped'),
      ),
    );
  }

  return {
    element: detail,
    isOpen: () => wanted !== undefined,
    show: (index) => {
      wanted = { index };
      void fetchWanted();
    },
    close: () => {
      wanted = undefined;
      detail.hidden = true;
      content.replaceChildren();
    },
  };
}

/** Compared by identity: the same index may be another record after the next load. */
interface Request {
  readonly index: number;
}

function pane(title: string, content: HTMLElement, onCopy: () => void): HTMLElement {
  // Focusable, so that it can be scrolled by keyboard.
  const scroller = element('div', { class: 'pane-content', role: 'region', 'aria-label': title, tabindex: '0' }, [
    content,
  ]);
  return element('div', { class: 'pane' }, [
    element('div', { class: 'pane-header' }, [
      element('h3', {}, [title]),
      button({ label: l10n.t('Copy'), name: l10n.t('Copy: {0}', title), onClick: onCopy }).element,
    ]),
    scroller,
  ]);
}

function rawView(raw: string): HTMLElement {
  return element('pre', {}, [visibleLines(raw)]);
}

function mappedView(mapped: readonly MappedCell[]): HTMLElement {
  const heads = [l10n.t('Column'), l10n.t('Type'), l10n.t('Value')];
  return element('table', {}, [
    element('thead', {}, [
      element(
        'tr',
        {},
        heads.map((text) => element('th', { scope: 'col' }, [text])),
      ),
    ]),
    element(
      'tbody',
      {},
      mapped.map(({ name, type, value }) =>
        element('tr', {}, [
          element('th', { scope: 'row' }, [name]),
          element('td', { class: 'type' }, [type]),
          element('td', { class: 'value' }, [visibleText(value)]),
        ]),
      ),
    ),
  ]);
}
