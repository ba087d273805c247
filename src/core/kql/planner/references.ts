import type { Expression } from '../plan.ts';
import { doubt, findName, type RowScope, refuse, type Scope } from './scope.ts';
import { nameOf, type Syntax, scalarTypeOf } from './syntax.ts';
import { planScalarFunction } from './userFunctions.ts';

/** A name: of a column, or of what `let` or a parameter declares. The service knows which of them it is. */
export function planReference(node: Syntax<'NameReference'>, scope: Scope): Expression {
  const { Symbols } = scope.session.kusto;
  const symbol = node.ReferencedSymbol;
  if (symbol instanceof Symbols.ColumnSymbol) return planColumn(node, scope);
  if (symbol instanceof Symbols.FunctionSymbol) return planScalarFunction(node, scope);
  const name = nameOf(node);
  const isVariable = symbol instanceof Symbols.VariableSymbol || symbol instanceof Symbols.ParameterSymbol;
  const binding = isVariable ? findName(scope.names, name) : undefined;
  if (binding?.kind !== 'scalar') return refuse(node, scope, { name, message: `${name} is no value here.` });
  if (binding.row !== undefined && binding.row !== scope.row) {
    const message = `${name} belongs to a row of another table, which is not supported here.`;
    return refuse(node, scope, { name, message });
  }
  return binding.value;
}

function planColumn(node: Syntax<'NameReference'>, scope: Scope): Expression {
  return columnOf(node, scope, { columns: scope.row?.columns ?? [], offset: 0 });
}

/** `$left.column`, or `step.column` in `scan`; undefined for a path that is none of these. */
export function planTupleColumn(node: Syntax<'PathExpression'>, scope: Scope): Expression | undefined {
  const { Syntax, Symbols } = scope.session.kusto;
  const { Expression: of, Selector: selector } = node;
  if (!(of instanceof Syntax.NameReference && selector instanceof Syntax.NameReference)) return undefined;
  if (!(selector.ReferencedSymbol instanceof Symbols.ColumnSymbol)) return undefined;
  const row = scope.row?.rows.get(nameOf(of));
  return row === undefined ? undefined : columnOf(selector, scope, row);
}

function columnOf(
  node: Syntax<'NameReference'>,
  scope: Scope,
  { columns, offset }: { readonly columns: RowScope['columns']; readonly offset: number },
): Expression {
  const name = nameOf(node);
  const index = columns.findIndex((column) => column.name === name);
  const column = columns[index];
  if (column === undefined || column.type !== scalarTypeOf(node.ResultType)) {
    // Where the planner and the service do not agree about the columns, an answer could be wrong.
    return doubt(node, scope, { name, message: `The column ${name} cannot be followed to here.` });
  }
  return { kind: 'column', type: column.type, index: offset + index };
}
