import { parseJson } from '../data/parseJson.ts';
import { cellParser } from '../engine/parseCell.ts';
import type { Table } from '../engine/table.ts';
import type { PlanColumn, Render } from '../plan.ts';
import { type Cell, type Dynamic, type ScalarType, TypedScalar } from '../values.ts';

/** What a Log Analytics workspace has answered, as a result like those of our own engine. */
export interface WorkspaceResult {
  readonly table: Table;
  readonly render: Render | undefined;
  /** Why the result is not whole, in the service's words. */
  readonly remark: string | undefined;
}

/**
 * Reads the body of `POST /v1/workspaces/{id}/query`: `{"tables": [{"columns": [{"name", "type"}], "rows": [[…]]}],
 * "render"?: {"visualization"}, "error"?: {"message"}}`. Dynamic values come as JSON text, datetimes, timespans and
 * decimals as text. Undefined when it is something else.
 */
export function readWorkspaceAnswer(body: string): WorkspaceResult | undefined {
  const answer = parsed(body);
  const [first] = listOf(member(answer, 'tables'));
  if (first === undefined) return undefined;
  const columns = listOf(member(first, 'columns')).map(columnOf);
  const makers = columns.map(({ type }) => cellMakerOf(type));
  const rows = listOf(member(first, 'rows')).map((row) => {
    const values = listOf(row);
    return makers.map((make, index) => make(values[index]));
  });
  const problem = member(member(answer, 'error'), 'message');
  return {
    table: { columns, rows },
    render: renderOf(member(answer, 'render')),
    remark: typeof problem === 'string' ? problem.slice(0, 500) : undefined,
  };
}

function columnOf(value: unknown): PlanColumn {
  const [name, type] = [member(value, 'name'), member(value, 'type')];
  return { name: typeof name === 'string' ? name : '', type: TYPES.get(String(type).toLowerCase()) ?? 'string' };
}

const TYPES: ReadonlyMap<string, ScalarType> = new Map([
  ['bool', 'bool'],
  ['boolean', 'bool'],
  ['int', 'int'],
  ['long', 'long'],
  ['real', 'real'],
  ['double', 'real'],
  ['decimal', 'decimal'],
  ['string', 'string'],
  ['datetime', 'datetime'],
  ['date', 'datetime'],
  ['timespan', 'timespan'],
  ['time', 'timespan'],
  ['guid', 'guid'],
  ['uuid', 'guid'],
  ['dynamic', 'dynamic'],
]);

function cellMakerOf(type: ScalarType): (value: unknown) => Cell {
  const ofText = cellParser(type);
  if (type === 'string') return (value) => (value === null || value === undefined ? '' : String(value));
  // JSON, which is a dynamic value as it is.
  if (type === 'dynamic') return (value) => (typeof value === 'string' ? ofText(value) : ((value ?? null) as Dynamic));
  return (value) => {
    if (value === null || value === undefined) return null;
    if (typeof value === 'boolean') return type === 'bool' ? value : null;
    // A real that is an integer, for instance `1.0`.
    return ofText(String(value instanceof TypedScalar ? value.value : value));
  };
}

function renderOf(value: unknown): Render | undefined {
  const kind = member(value, 'visualization');
  if (typeof kind !== 'string' || kind === '' || kind === 'table') return undefined;
  const title = member(value, 'title');
  return { kind, properties: typeof title === 'string' && title !== '' ? { title } : {} };
}

function parsed(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
