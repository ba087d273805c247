import type { DataDescription } from '../core/kql/data/dataDescription.ts';
import type { Place, PlanColumn, QueryPlan } from '../core/kql/plan.ts';
import type { ChartAnswer, ChartKind } from '../core/kql/results/chartData.ts';
import type { ResultRange, ResultView } from '../core/kql/results/resultView.ts';
import type { DetailCell } from '../core/kql/results/rowDetail.ts';
import type { FormatName } from '../core/kql/results/rowFormats.ts';
import type { Piece } from '../core/kql/results/rowWriter.ts';
import type { SelectionFigures } from '../core/kql/results/selectionFigures.ts';
import type { DataSummary } from '../core/kql/schema/dataSummary.ts';
import type { Int64 } from '../core/kql/values.ts';

/** What the host asks the run thread for. A call that fails does so with one sentence in English for the user. */
export type RunCalls = {
  /** Loads data, unless it is there already and its files have not changed. */
  load: { params: { readonly data: DataRequest }; result: LoadedInfo };
  run: { params: RunRequest; result: RunAnswer };
  /** Makes the answer of a workspace, which has been asked elsewhere, the last result. */
  adopt: { params: AdoptRequest; result: RunAnswer };
  /** The columns that plugins of the query give on this data. */
  schemas: { params: Omit<RunRequest, 'id' | 'maxRows'>; result: SchemasAnswer };
  /** The query with its data as a `datatable` before it. */
  queryWithData: { params: QueryWithDataRequest; result: string };
} & ResultCalls;

/** About the last result, whose number is `id`; of an earlier one they fail. */
export type ResultCalls = {
  view: { params: { readonly id: number; readonly view: ResultView }; result: { readonly rows: number } };
  rows: {
    params: { readonly id: number; readonly offset: number; readonly count: number };
    result: readonly (readonly (string | null)[])[];
  };
  detail: { params: { readonly id: number; readonly row: number }; result: readonly DetailCell[] };
  figures: { params: { readonly id: number; readonly range: ResultRange }; result: SelectionFigures };
  /** Without a range, all of the view. */
  copy: {
    params: { readonly id: number; readonly range: ResultRange | undefined; readonly format: FormatName | 'in' };
    result: { readonly text: string; readonly rows: number };
  };
  /** Some rows of the view as text, from this one on: a file is written piece by piece. */
  piece: { params: { readonly id: number; readonly format: FormatName; readonly first: number }; result: Piece };
  chart: { params: { readonly id: number; readonly kind: ChartKind }; result: ChartAnswer };
  /** By the places of row and column in the view. */
  whereStep: {
    params: { readonly id: number; readonly row: number; readonly column: number; readonly exclude: boolean };
    result: string;
  };
  /** The result is not looked at any more. */
  forget: { params: { readonly id: number }; result: undefined };
};

/** Data, or the name of what the thread was given before: records are many. */
export type DataRequest = DataDescription | { readonly kind: 'named'; readonly name: string };

/** With this sentence a call fails whose data the thread does not have any more: it is asked again with all of it. */
export const DATA_MISSING = 'The data is not loaded any more.';

/** What was loaded, for the header of results and for completions. */
export interface LoadedInfo {
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  /** The newest TimeGenerated, as ISO text and as a datetime's cell: what `now()` is by itself. */
  readonly newest: { readonly text: string; readonly ticks: Int64 } | undefined;
  readonly remarks: readonly string[];
  readonly summary: DataSummary;
}

export interface RunRequest {
  /** The number of its result. */
  readonly id: number;
  readonly data: DataRequest;
  readonly plan: QueryPlan;
  /** What `now()` is, a datetime's cell; the newest TimeGenerated where nothing is said. */
  readonly now?: Int64 | undefined;
  /** Its first 32 bits become 1 when the run is to be stopped. */
  readonly stop: SharedArrayBuffer;
  readonly maxRows: number;
}

export interface AdoptRequest {
  readonly id: number;
  /** See readWorkspaceAnswer. */
  readonly body: string;
}

export type RunAnswer = Ended | ({ readonly kind: 'result' } & RunResult);

/** A run that has no result. */
export type Ended = RunFailed | { readonly kind: 'stopped' };

export interface RunFailed {
  readonly kind: 'failed';
  /** A sentence for the query's author, in English. */
  readonly message: string;
  /** What is not supported, by its name in Kusto, when that is the reason. */
  readonly unsupported: string | undefined;
  /** Where in the query's text it is, where that is known. */
  readonly place: Place | undefined;
}

export function runFailed(
  message: string,
  { unsupported, place }: Partial<Pick<RunFailed, 'unsupported' | 'place'>> = {},
): RunFailed {
  return { kind: 'failed', message, unsupported, place };
}

export interface RunResult {
  readonly id: number;
  readonly columns: readonly PlanColumn[];
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly tookMs: number;
  /** ISO text. */
  readonly now: string;
  /** What must be known about the data or the result. */
  readonly remark: string | undefined;
  readonly render: string | undefined;
}

export type SchemasAnswer = Ended | { readonly kind: 'schemas'; readonly columns: readonly PlanColumn[] };

export interface QueryWithDataRequest {
  readonly data: DataRequest;
  /** The query's text, and its plan, which says what it reads. */
  readonly text: string;
  readonly plan: QueryPlan;
  readonly now?: Int64 | undefined;
  /** Texts of stored functions that the query calls, as `let` statements. */
  readonly functions: readonly string[];
}
