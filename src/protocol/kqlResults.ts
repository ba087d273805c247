/** The panel that shows what a query gave. Rows stay where they are; the view asks for those in sight. */

export interface ResultColumn {
  readonly name: string;
  /** A scalar type of Kusto, for instance `datetime`. */
  readonly type: string;
}

/** What was asked, as the panel's header says it. */
export interface ResultQuery {
  readonly text: string;
  /** Name of the file, or of the library query, that it stands in. */
  readonly file: string;
  /** What it runs on: `Sample organization`, a file's name, or the workspace. */
  readonly data: string;
  readonly target: 'local' | 'workspace';
}

export interface ResultInfo {
  /** New for each result, so that answers about an earlier one can be told apart. */
  readonly id: number;
  readonly query: ResultQuery;
  readonly columns: readonly ResultColumn[];
  /** Of the tables that were read; undefined where that is not known (a workspace). */
  readonly rowsIn: number | undefined;
  readonly rowsOut: number;
  readonly tookMs: number;
  /** What `now()` was, as ISO text. */
  readonly now: string | undefined;
  /** The result was cut off here; a sentence says why. */
  readonly remark: string | undefined;
  /** Of the query's `render`: for instance `timechart`. */
  readonly render: string | undefined;
}

export type ResultState =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'running'; readonly query: ResultQuery }
  | { readonly kind: 'failed'; readonly query: ResultQuery; readonly message: string; readonly canShow: boolean }
  | { readonly kind: 'result'; readonly result: ResultInfo };

export interface ColumnFilter {
  /** By number of the result, as in `columns` below. */
  readonly column: number;
  /** Rows are kept whose text contains this, whatever the case. */
  readonly contains: string;
}

/** How the rows are looked at. Everything that is copied or exported is of the rows in this view, in its order. */
export interface ResultView {
  readonly sort: { readonly column: number; readonly descending: boolean } | undefined;
  readonly filters: readonly ColumnFilter[];
  /** The columns that are shown, in their order, by number. */
  readonly columns: readonly number[];
}

/** Rows and columns of the view, by their place in it; both ends belong to it. */
export interface ResultRange {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

export interface SelectionFigures {
  readonly cells: number;
  readonly nonEmpty: number;
  /** Undefined where no number, or more than numbers, was selected; timespans are given as text. */
  readonly sum: string | undefined;
  readonly average: string | undefined;
  readonly min: string | undefined;
  readonly max: string | undefined;
}

export type CopyFormat = 'csv' | 'json' | 'markdown' | 'datatable' | 'in' | 'text';

/** A value inside a dynamic one, for the tree; texts of long values are cut off, and so are long lists. */
export interface DetailCell {
  readonly name: string;
  readonly type: string;
  /** Null for Kusto's null. */
  readonly text: string | null;
  /** Of a dynamic value: the value as JSON text, which is parsed and shown as a tree. */
  readonly json: string | undefined;
}

export type ChartKind =
  | 'timechart'
  | 'linechart'
  | 'barchart'
  | 'columnchart'
  | 'piechart'
  | 'areachart'
  | 'scatterchart'
  | 'card';

/** What a chart draws; made where the rows are. */
export interface ChartData {
  readonly kind: ChartKind;
  readonly title: string;
  readonly x: {
    readonly name: string;
    readonly type: 'time' | 'number' | 'category';
    /** Epoch milliseconds, numbers or texts. */
    readonly values: readonly (number | string)[];
  };
  readonly y: { readonly name: string };
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  readonly isStacked: boolean;
  /** Why not all rows are in it, as a sentence. */
  readonly remark: string | undefined;
}

/** A sentence says why there is no chart of this kind. */
export type ChartAnswer =
  | { readonly ok: true; readonly chart: ChartData }
  | { readonly ok: false; readonly reason: string };

export type KqlResultsCalls = {
  ready: { params: undefined; result: ResultState };
  /** Looks at the result in another way; gives the number of rows in the view. */
  view: { params: { readonly id: number; readonly view: ResultView }; result: { readonly rows: number } };
  /** Texts of the view's rows, one for each of its columns; null for Kusto's null. */
  rows: {
    params: { readonly id: number; readonly offset: number; readonly count: number };
    result: { readonly rows: readonly (readonly (string | null)[])[] };
  };
  /** All columns of a row, which is told by its place in the view, in the order of the result. */
  detail: { params: { readonly id: number; readonly row: number }; result: { readonly cells: readonly DetailCell[] } };
  figures: { params: { readonly id: number; readonly range: ResultRange }; result: SelectionFigures };
  /** Without a range, all rows and columns of the view. Gives how many rows were copied. */
  copy: {
    params: { readonly id: number; readonly range: ResultRange | undefined; readonly format: CopyFormat };
    result: { readonly rows: number };
  };
  /** Asks where to, and writes a file. False when nothing was chosen. */
  export: { params: { readonly id: number; readonly format: 'csv' | 'json' | 'ndjson' | 'markdown' }; result: boolean };
  /** Writes a `where` step for this cell, told by its places in the view, into the query's document. */
  filterQuery: {
    params: { readonly id: number; readonly row: number; readonly column: number; readonly exclude: boolean };
    result: undefined;
  };
  chart: { params: { readonly id: number; readonly kind: ChartKind }; result: ChartAnswer };
  stop: { params: undefined; result: undefined };
  runAgain: { params: undefined; result: undefined };
  /** Brings the place of the failure, or the query, into the editor. */
  showQuery: { params: undefined; result: undefined };
  /** Puts the query with its rows as a `datatable` on the clipboard. False when nothing was copied. */
  copyQueryWithData: { params: undefined; result: boolean };
  runInWorkspace: { params: undefined; result: undefined };
};

export type KqlResultsEvents = {
  state: ResultState;
};
