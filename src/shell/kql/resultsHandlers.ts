import * as vscode from 'vscode';
import * as z from 'zod';
import type { ResultCalls } from '../../kqlThread/runCalls.ts';
import type { KqlResultsCalls } from '../../protocol/kqlResults.ts';
import type { Handlers, Outcome } from '../../protocol/rpc.ts';
import { UserSentence } from '../userSentence.ts';
import { exportResult } from './exportResult.ts';
import { appendStep, showQuery } from './queryEdits.ts';
import type { ResultsViewOptions } from './resultsView.ts';

/** What the view of results may ask for. */
export function resultsHandlers({ runs, queries, actions }: ResultsViewOptions): Handlers<KqlResultsCalls> {
  const ask = async <N extends keyof ResultCalls>(
    name: N,
    params: ResultCalls[N]['params'],
  ): Promise<ResultCalls[N]['result']> => resultOf(await runs.ask(name, params));
  const shownQuery = () => {
    const query = queries.query();
    if (query === undefined) throw new UserSentence(vscode.l10n.t('No query was run yet.'));
    return query;
  };
  const action = (run: () => Promise<void>) => ({
    parse: () => undefined,
    async run() {
      await run();
      return undefined;
    },
  });
  return {
    ready: { parse: () => undefined, run: () => queries.state() },
    view: { parse: (params) => VIEW_PARAMS.parse(params), run: (params) => ask('view', params) },
    rows: { parse: (params) => ROWS.parse(params), run: async (params) => ({ rows: await ask('rows', params) }) },
    detail: { parse: (params) => ROW.parse(params), run: async (params) => ({ cells: await ask('detail', params) }) },
    figures: { parse: (params) => FIGURES.parse(params), run: (params) => ask('figures', params) },
    copy: {
      parse: (params) => COPY.parse(params),
      async run(params) {
        const { text, rows } = await ask('copy', params);
        await vscode.env.clipboard.writeText(text);
        return { rows };
      },
    },
    export: {
      parse: (params) => EXPORT.parse(params),
      run: ({ id, format }) => exportResult(shownQuery().query, format, (first) => ask('piece', { id, format, first })),
    },
    filterQuery: {
      parse: (params) => FILTER.parse(params),
      async run(params) {
        const { query } = shownQuery();
        await appendStep(query, await ask('whereStep', params));
        return undefined;
      },
    },
    chart: { parse: (params) => CHART.parse(params), run: (params) => ask('chart', params) },
    stop: action(async () => queries.stop()),
    runAgain: action(actions.runAgain),
    showQuery: action(async () => showQuery(shownQuery().query, shownQuery().place)),
    copyQueryWithData: { parse: () => undefined, run: () => actions.copyQueryWithData() },
    runInWorkspace: action(actions.runInWorkspace),
  };
}

function resultOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new UserSentence(outcome.message);
}

const COUNT = z.number().int().nonnegative();
const COLUMN = z.number().int().nonnegative();
const RANGE = z.object({ firstRow: COUNT, lastRow: COUNT, firstColumn: COLUMN, lastColumn: COLUMN });
const VIEW_PARAMS = z.object({
  id: COUNT,
  view: z
    .object({
      sort: z.object({ column: COLUMN, descending: z.boolean() }).optional(),
      filters: z.array(z.object({ column: COLUMN, contains: z.string() })),
      columns: z.array(COLUMN),
    })
    .transform(({ sort, filters, columns }) => ({ sort, filters, columns })),
});
const ROWS = z.object({ id: COUNT, offset: COUNT, count: COUNT.max(1000) });
const ROW = z.object({ id: COUNT, row: COUNT });
const FIGURES = z.object({ id: COUNT, range: RANGE });
const COPY = z
  .object({
    id: COUNT,
    range: RANGE.optional(),
    format: z.enum(['csv', 'json', 'markdown', 'datatable', 'in', 'text']),
  })
  .transform(({ id, range, format }) => ({ id, range, format }));
const EXPORT = z.object({ id: COUNT, format: z.enum(['csv', 'json', 'ndjson', 'markdown']) });
const FILTER = z.object({ id: COUNT, row: COUNT, column: COLUMN, exclude: z.boolean() });
const CHART = z.object({
  id: COUNT,
  kind: z.enum(['timechart', 'linechart', 'barchart', 'columnchart', 'piechart', 'areachart', 'scatterchart', 'card']),
});
