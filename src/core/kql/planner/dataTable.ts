import type { Expression, Plan, PlanColumn } from '../plan.ts';
import type { Cell, ScalarType } from '../values.ts';
import { declaredType } from './operators/parse.ts';
import { planScalar } from './planScalar.ts';
import { placeOf, refuse, type Scope, withRow } from './scope.ts';
import { elements, nameOf, present, type Syntax } from './syntax.ts';

/**
 * `datatable`. Values of another type than their column, and those that a function of the engine makes, are brought into
 * rows as they are and converted behind them; values of both kinds in one column make each row an input of a union.
 */
export function planDataTable(node: Syntax<'DataTableExpression'>, scope: Scope): Plan {
  const columns = elements(present(node.Schema).Columns).map((declaration) => {
    return { name: nameOf(declaration.Name), type: declaredType(declaration, scope) };
  });
  const inner = withRow(scope, []);
  const values = elements(node.Values).map((value, index) => {
    const { type } = present(columns[index % columns.length]);
    return { value: converted(planScalar(value, inner), type), node: value };
  });
  const rows: Expression[][] = [];
  for (let start = 0; start < values.length; start += columns.length) {
    rows.push(values.slice(start, start + columns.length).map(({ value }) => value));
  }
  return (
    asRows(rows, columns) ?? asConversions(rows, columns, { node, scope }) ?? asUnion(rows, columns, { node, scope })
  );
}

/** A literal in the column's type, where no function is needed for that. */
function converted(value: Expression, type: ScalarType): Expression {
  if (value.kind !== 'literal' || value.type === type) return value;
  const { value: cell } = value;
  if (type === 'string') return value;
  if (cell === null) return { kind: 'literal', type, value: null };
  const isInteger = (value.type === 'long' || value.type === 'int') && typeof cell === 'number';
  if (isInteger && type === 'decimal') return { kind: 'literal', type, value: String(cell) };
  if (isInteger && type === 'int') return Math.abs(cell) < 2 ** 31 ? { kind: 'literal', type, value: cell } : value;
  if (isInteger && (type === 'real' || type === 'long')) return { kind: 'literal', type, value: cell };
  const isPlain = value.type === 'string' || value.type === 'long' || value.type === 'bool';
  if (type === 'dynamic' && isPlain && (typeof cell === 'string' || typeof cell === 'boolean' || isInteger)) {
    return { kind: 'literal', type, value: cell };
  }
  return value;
}

function asRows(rows: readonly Expression[][], columns: readonly PlanColumn[]): Plan | undefined {
  const cells: Cell[][] = [];
  for (const row of rows) {
    const found: Cell[] = [];
    for (const [index, value] of row.entries()) {
      if (value.kind !== 'literal' || value.type !== columns[index]?.type) return undefined;
      found.push(value.value);
    }
    cells.push(found);
  }
  return { kind: 'rows', columns, rows: cells };
}

interface Written {
  readonly node: Syntax<'DataTableExpression'>;
  readonly scope: Scope;
}

/** Rows of literals, and a function for each column all values of which need it. */
function asConversions(
  rows: readonly Expression[][],
  columns: readonly PlanColumn[],
  { node, scope }: Written,
): Plan | undefined {
  const place = placeOf(node, scope);
  const raw = columns.map((column, index) =>
    rawColumn(
      rows.map((row) => present(row[index])),
      column,
    ),
  );
  if (raw.some((column) => column === undefined)) return undefined;
  const sure = raw.map((column) => present(column));
  const input: Plan = {
    kind: 'rows',
    columns: columns.map(({ name }, index) => ({ name, type: present(sure[index]).type })),
    rows: rows.map((_, row) => sure.map(({ cells }) => cells[row] ?? null)),
  };
  const expressions = columns.map(({ type }, index): Expression => {
    const { convert, type: from } = present(sure[index]);
    const column: Expression = { kind: 'column', type: from, index };
    if (convert === undefined) return column;
    if (!scope.session.supports.scalar(convert)) refuse(node, scope, { name: convert });
    return { kind: 'call', type, name: convert, args: [column], place };
  });
  return { kind: 'project', input, columns, expressions };
}

interface RawColumn {
  readonly type: ScalarType;
  readonly cells: readonly Cell[];
  /** The function that gives the values of the column's type. */
  readonly convert: string | undefined;
}

function rawColumn(values: readonly Expression[], { type }: PlanColumn): RawColumn | undefined {
  const own = literals(values, type);
  if (own !== undefined) return { type, cells: own, convert: undefined };
  const cells = type === 'dynamic' ? textsOf(values) : literals(values, 'string');
  if (cells === undefined) return undefined;
  return { type: 'string', cells, convert: type === 'dynamic' ? 'parse_json' : `to${type}` };
}

function literals(values: readonly Expression[], type: ScalarType): readonly Cell[] | undefined {
  const cells = values.map((value) => (value.kind === 'literal' && value.type === type ? value.value : undefined));
  return cells.every((cell) => cell !== undefined) ? cells : undefined;
}

function textsOf(values: readonly Expression[]): readonly string[] | undefined {
  const texts = values.map(jsonTextOf);
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

/** Of a dynamic value that is a literal, or made of its JSON. */
function jsonTextOf(value: Expression): string | undefined {
  if (value.kind === 'literal' && value.type === 'dynamic') {
    // Integers beyond a number's precision are rare enough to be left to another way.
    return hasBigInt(value.value) ? undefined : JSON.stringify(value.value);
  }
  const [text] = value.kind === 'call' && value.name === 'parse_json' ? value.args : [];
  return text?.kind === 'literal' && typeof text.value === 'string' ? text.value : undefined;
}

function hasBigInt(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint';
  return Object.values(value).some(hasBigInt);
}

function asUnion(rows: readonly Expression[][], columns: readonly PlanColumn[], { node, scope }: Written): Plan {
  const place = placeOf(node, scope);
  const inputs = rows.map((row) => {
    const expressions = row.map((value, index): Expression => {
      const type = columns[index]?.type ?? 'dynamic';
      if (value.type === type) return value;
      const name = type === 'dynamic' ? 'todynamic' : `to${type}`;
      if (!scope.session.supports.scalar(name)) refuse(node, scope, { name });
      return { kind: 'call', type, name, args: [value], place };
    });
    const input: Plan = { kind: 'rows', columns: [], rows: [[]] };
    const plan: Plan = { kind: 'project', input, columns, expressions };
    return { plan, from: columns.map((_, index) => index), sourceName: '' };
  });
  return { kind: 'union', inputs, source: undefined, columns };
}
