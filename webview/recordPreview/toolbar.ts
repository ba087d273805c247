import * as l10n from '@vscode/l10n';
import type { PreviewQuery, PreviewRange } from '../../src/protocol/recordPreview.ts';
import type { Choices } from '../ui/control.ts';
import { element } from '../ui/element.ts';
import { noteLine } from '../ui/noteLine.ts';
import { button } from '../ui/toolkit/button.ts';
import { dropdown } from '../ui/toolkit/dropdown.ts';
import { fromLocalInput, toLocalInput } from './localTime.ts';
import { searchInput } from './searchInput.ts';

/** Where one says which time range to read, and what to search it for. */
export interface Toolbar {
  readonly element: HTMLElement;
  setQuery(query: PreviewQuery): void;
  /** The range of the records now shown: what a custom range starts from. */
  setShownRange(range: ShownRange): void;
  setLoading(loading: boolean): void;
  setStatus(text: string): void;
  focus(): void;
  hasFocus(): boolean;
}

export interface ShownRange {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ToolbarOptions {
  readonly onLoad: (query: PreviewQuery) => void;
  readonly onCancel: () => void;
}

export function toolbar({ onLoad, onCancel }: ToolbarOptions): Toolbar {
  const range = dropdown({ label: l10n.t('Time range'), choices: rangeChoices() });
  const described = { type: 'datetime-local', class: 'native-input', 'aria-describedby': 'range-problem' };
  const from = element('input', { ...described, id: 'range-from' });
  const to = element('input', { ...described, id: 'range-to' });
  const search = searchInput({ onEdit: () => update(), onEnter: () => submit() });
  const load = button({ label: l10n.t('Load'), appearance: 'primary', onClick: () => submit() });
  const cancel = button({ label: l10n.t('Cancel'), onClick: onCancel });
  const status = element('p', { class: 'status', role: 'status' });
  const problem = element('div', { class: 'notes', id: 'range-problem', role: 'alert' });
  const custom = element('div', { class: 'custom-range' }, [
    element('label', { for: from.id }, [l10n.t('From (local time)')]),
    from,
    element('label', { for: to.id }, [l10n.t('To')]),
    to,
    problem,
  ]);
  let loaded: PreviewQuery | undefined;
  cancel.element.hidden = true;

  function read(): PreviewQuery | undefined {
    const text = search.value.trim();
    if (range.get() !== 'custom') return { range: range.get(), fromMs: undefined, toMs: undefined, search: text };
    const [fromMs, toMs] = [fromLocalInput(from.value), fromLocalInput(to.value)];
    if (fromMs === undefined || toMs === undefined || fromMs > toMs) return undefined;
    return { range: 'custom', fromMs, toMs, search: text };
  }
  function submit(): void {
    const query = read();
    if (query !== undefined) {
      onLoad(query);
      return;
    }
    const text = l10n.t('Enter a start and an end; the start must not be after the end.');
    problem.replaceChildren(noteLine({ verdict: 'failed', text }));
    const empty = [from, to].filter((input) => fromLocalInput(input.value) === undefined);
    const wrong = empty.length > 0 ? empty : [from, to];
    for (const input of wrong) input.ariaInvalid = 'true';
    wrong[0]?.focus();
  }
  /** The button says whether it reads something else or the same again. */
  function update(): void {
    problem.replaceChildren();
    for (const input of [from, to]) input.ariaInvalid = null;
    custom.hidden = range.get() !== 'custom';
    const query = read();
    const isSame =
      loaded !== undefined &&
      query?.range === loaded.range &&
      query.fromMs === loaded.fromMs &&
      query.toMs === loaded.toMs &&
      query.search === loaded.search;
    load.setLabel(isSame ? l10n.t('Refresh') : l10n.t('Load'));
    load.setAppearance(isSame ? 'secondary' : 'primary');
  }

  range.onEdit(update);
  for (const input of [from, to]) {
    input.addEventListener('input', update);
    input.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') submit();
    });
  }
  return {
    element: element('div', { class: 'toolbar' }, [
      ...[range.element, custom, search],
      ...[load.element, cancel.element, status],
    ]),
    setQuery: (query) => {
      loaded = query;
      range.set(query.range);
      search.value = query.search;
      if (query.fromMs !== undefined) from.value = toLocalInput(query.fromMs);
      if (query.toMs !== undefined) to.value = toLocalInput(query.toMs);
      update();
    },
    setShownRange: ({ fromMs, toMs }) => {
      if (range.get() === 'custom') return;
      from.value = toLocalInput(fromMs);
      to.value = toLocalInput(toMs + MINUTE_MS - 1);
    },
    setLoading: (loading) => {
      const isFocusInside = cancel.element.contains(document.activeElement);
      cancel.element.hidden = !loading;
      if (!loading && isFocusInside) load.focus();
    },
    setStatus: (text) => {
      status.textContent = text;
    },
    focus: load.focus,
    hasFocus: () => load.element.contains(document.activeElement),
  };
}

const MINUTE_MS = 60_000;

function rangeChoices(): Choices<PreviewRange> {
  return [
    { value: 'lastHour', label: l10n.t('Last hour') },
    { value: 'last24Hours', label: l10n.t('Last 24 hours') },
    { value: 'last7Days', label: l10n.t('Last 7 days') },
    { value: 'last30Days', label: l10n.t('Last 30 days') },
    { value: 'lastYear', label: l10n.t('Last year') },
    { value: 'custom', label: l10n.t('Custom range') },
  ];
}
