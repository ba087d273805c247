import type { PreviewQuery, PreviewRange } from '../../src/protocol/recordPreview.ts';

/** What the view remembers while it is hidden: what was asked for and which row was open, never a record. */
export interface PreviewMemory {
  readonly query: PreviewQuery;
  readonly selected: number | undefined;
}

/** Reads back what was remembered; undefined when there is nothing, or nothing that fits. */
export function parsePreviewMemory(state: unknown): PreviewMemory | undefined {
  if (!isRecord(state) || !isRecord(state['query'])) return undefined;
  const range = RANGES.find((known) => isRecord(state['query']) && state['query']['range'] === known);
  if (range === undefined) return undefined;
  const { fromMs, toMs, search } = state['query'];
  return {
    query: { range, fromMs: asNumber(fromMs), toMs: asNumber(toMs), search: typeof search === 'string' ? search : '' },
    selected: asNumber(state['selected']),
  };
}

const RANGES = [
  'lastHour',
  'last24Hours',
  'last7Days',
  'last30Days',
  'lastYear',
  'custom',
] as const satisfies readonly PreviewRange[];

function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
