import type { HeldData } from '../core/kql/data/heldData.ts';
import { DataError, type LoadedData } from '../core/kql/data/loadedData.ts';
import { type Executed, type Execution, execute } from '../core/kql/engine/execute.ts';
import { QueryError } from '../core/kql/engine/functionTable.ts';
import { datetimeText } from '../core/kql/engine/timeText.ts';
import type { PlanColumn, Render } from '../core/kql/plan.ts';
import { CHART_KINDS } from '../core/kql/results/chartData.ts';
import { queryWithData } from '../core/kql/results/queryWithData.ts';
import { readWorkspaceAnswer } from '../core/kql/results/workspaceAnswer.ts';
import type { Int64 } from '../core/kql/values.ts';
import { externalText } from './externalText.ts';
import type { HeldResult } from './heldResult.ts';
import { loadedInfo } from './loadedInfo.ts';
import {
  type AdoptRequest,
  DATA_MISSING,
  type DataRequest,
  type Ended,
  type LoadedInfo,
  type QueryWithDataRequest,
  type RunAnswer,
  type RunRequest,
  type RunResult,
  runFailed,
  type SchemasAnswer,
} from './runCalls.ts';
import { tablesOfPlan } from './tablesOfPlan.ts';

export interface RunnerOptions {
  readonly data: HeldData;
  readonly result: HeldResult;
  /** Milliseconds since some moment. */
  readonly nowMs: () => number;
}

export interface Runner {
  load(request: DataRequest): Promise<LoadedInfo>;
  run(request: RunRequest): Promise<RunAnswer>;
  adopt(request: AdoptRequest): Promise<RunAnswer>;
  schemas(request: Omit<RunRequest, 'id' | 'maxRows'>): Promise<SchemasAnswer>;
  queryWithData(request: QueryWithDataRequest): Promise<string>;
}

/** Runs plans on held data, and keeps the last result. */
export function createRunner({ data, result, nowMs }: RunnerOptions): Runner {
  const load = async (request: DataRequest): Promise<LoadedData> => {
    const loaded = await data.get(request);
    if (loaded === undefined) throw new DataMissing();
    return loaded;
  };
  return {
    load: async (request) => loadedInfo(await load(request)),
    async run(request) {
      const loaded = await load(request.data);
      const startedMs = nowMs();
      const now = request.now ?? nowOf(loaded);
      const { id, plan, maxRows } = request;
      const executed = execute(plan, { ...executionOn(loaded, request.stop), now, maxRows });
      const tookMs = nowMs() - startedMs;
      result.keep({ id, table: executed, render: plan.render });
      return {
        kind: 'result',
        id,
        ...resultOf(executed, [...undrawn(plan.render), ...loaded.remarks]),
        tookMs,
        now: datetimeText(now),
        render: plan.render?.kind,
      };
    },
    async adopt({ id, body }) {
      const answer = readWorkspaceAnswer(body);
      if (answer === undefined) throw new DataError('The workspace answered with something that is no result.');
      const { table, render, remark } = answer;
      result.keep({ id, table, render });
      const { columns, rows } = table;
      const nothing = { rowsIn: 0, tookMs: 0, now: '' };
      return { kind: 'result', id, columns, rowsOut: rows.length, ...nothing, remark, render: render?.kind };
    },
    async schemas({ data: request, plan, now, stop }) {
      const loaded = await load(request);
      const execution = { ...executionOn(loaded, stop), now: now ?? nowOf(loaded), maxRows: 0 };
      return { kind: 'schemas', columns: execute(plan, execution).columns };
    },
    async queryWithData({ data: request, text, plan, now, functions }) {
      const loaded = await load(request);
      const names = tablesOfPlan(plan);
      const tables = new Map([...loaded.tables].filter(([name]) => names.has(name)));
      const nowText = datetimeText(now ?? nowOf(loaded));
      const options = { text, tables, output: plan.root.columns, now: nowText, functions };
      return queryWithData(options);
    },
  };
}

/** What was only named is not held any more. */
export class DataMissing extends Error {
  constructor() {
    super(DATA_MISSING);
    this.name = 'DataMissing';
  }
}

/** Stopped runs and failures that have a sentence are answers. */
export async function answerOf<A>(run: () => Promise<A>): Promise<A | Ended> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Stopped) return { kind: 'stopped' };
    if (error instanceof QueryError) return runFailed(error.message, error);
    if (error instanceof DataError) return runFailed(error.message);
    // Deep recursion and texts that are too long for any memory.
    if (error instanceof RangeError) return runFailed(TOO_LARGE);
    throw error;
  }
}

const TOO_LARGE = 'The query is too deep, or makes a value that is too large.';

class Stopped extends Error {}

function executionOn({ tables }: LoadedData, stop: SharedArrayBuffer): Omit<Execution, 'now' | 'maxRows'> {
  const flag = new Int32Array(stop);
  return {
    tables: (name) => tables.get(name),
    checkStop() {
      if (Atomics.load(flag, 0) !== 0) throw new Stopped();
    },
    external: externalText,
  };
}

/** A chart that is not made here would only be missed. */
function undrawn(render: Render | undefined): readonly string[] {
  if (render === undefined || DRAWN.has(render.kind)) return [];
  return [`A ${render.kind} is not drawn here; these are its rows.`];
}

const DRAWN: ReadonlySet<string> = new Set([...CHART_KINDS, 'table']);

/** Old samples are looked at as of their newest record: `ago(1d)` would find nothing else. */
function nowOf({ newest }: LoadedData): Int64 {
  return newest ?? 0;
}

function resultOf(
  { columns, rows, isCutOff, rowsRead }: Executed,
  remarks: readonly string[],
): Pick<RunResult, 'columns' | 'rowsIn' | 'rowsOut' | 'remark'> {
  const cutOff = `The result was cut off after ${rows.length.toLocaleString('en')} rows.`;
  const all = isCutOff ? [cutOff, ...remarks] : remarks;
  return {
    columns: columns.map(({ name, type }): PlanColumn => ({ name, type })),
    rowsIn: rowsRead,
    rowsOut: rows.length,
    remark: all.length === 0 ? undefined : all.join(' '),
  };
}
