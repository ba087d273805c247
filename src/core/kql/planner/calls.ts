import type { Expression } from '../plan.ts';
import { planAggregateCall } from './aggregateCalls.ts';
import { stringValue } from './literals.ts';
import { call, planScalar, typeOf } from './planScalar.ts';
import { placeOf, refuse, type Scope } from './scope.ts';
import { elements, nameOf, present, type Syntax, scalarTypeOf } from './syntax.ts';
import { planScalarFunction } from './userFunctions.ts';

/** Other names of functions. */
const ALIASES: Readonly<Record<string, string>> = {
  iif: 'iff',
  todouble: 'toreal',
  pack: 'bag_pack',
  pack_dictionary: 'bag_pack',
};

export function planCall(node: Syntax<'FunctionCallExpression'>, scope: Scope): Expression {
  const { globals } = scope.session;
  const { Symbols } = scope.session.kusto;
  const symbol = present(node.Name).ReferencedSymbol;
  const name = nameOf(node.Name).toLowerCase();
  if (!(symbol instanceof Symbols.FunctionSymbol)) return refuse(node, scope, { name });
  if (globals.IsAggregateFunction(symbol)) return planAggregateCall(node, scope);
  if (!globals.IsBuiltInFunction(symbol)) return planScalarFunction(node, scope);
  return Object.hasOwn(special, name) ? present(special[name])(node, scope) : planBuiltIn(node, scope);
}

function planBuiltIn(node: Syntax<'FunctionCallExpression'>, scope: Scope): Expression {
  const { supports } = scope.session;
  const written = nameOf(node.Name).toLowerCase();
  const alias = ALIASES[written];
  const name = !supports.scalar(written) && alias !== undefined ? alias : written;
  const inner = { ...scope, wantsSeveral: false };
  const args = argumentsOf(node).map((argument) => planScalar(argument, inner));
  if (supports.window(name)) {
    return { kind: 'call', type: typeOf(node, scope), name, args, place: placeOf(node, scope) };
  }
  return call(node, scope, { name, args });
}

/** Functions whose meaning depends on the names of columns, which the engine does not see. */
const special: Readonly<Record<string, (node: Syntax<'FunctionCallExpression'>, scope: Scope) => Expression>> = {
  column_ifexists: planColumnIfExists,
  columnifexists: planColumnIfExists,
  bag_pack_columns: (node, scope) => {
    const pairs = argumentsOf(node).flatMap((argument) => {
      const column = planScalar(argument, scope);
      if (column.kind !== 'column') return refuse(argument, scope, { name: 'bag_pack_columns' });
      return [text(scope.row?.columns[column.index]?.name ?? ''), column];
    });
    return call(node, scope, { name: 'bag_pack', args: pairs });
  },
  pack_all: planPackAll,
  pack_array: planPackArray,
  bin_auto: planBinAuto,
};

function planColumnIfExists(node: Syntax<'FunctionCallExpression'>, scope: Scope): Expression {
  const [name, otherwise] = argumentsOf(node);
  const wanted = stringValue(name);
  if (wanted === undefined) refuse(node, scope, { name: 'column_ifexists' });
  const columns = scope.row?.columns ?? [];
  const index = columns.findIndex((column) => column.name === wanted);
  const column = columns[index];
  if (column === undefined) return planScalar(otherwise, scope);
  if (column.type !== scalarTypeOf(node.ResultType)) refuse(node, scope, { name: 'column_ifexists' });
  return { kind: 'column', type: column.type, index };
}

/** A bin of the size, and at the point, that the options of the query say. */
function planBinAuto(node: Syntax<'FunctionCallExpression'>, scope: Scope): Expression {
  const { settings } = scope.session;
  const [size, at] = [settings.get('query_bin_auto_size'), settings.get('query_bin_auto_at')];
  const message = 'bin_auto() needs the option query_bin_auto_size: set query_bin_auto_size = 1h;';
  if (size === undefined) return refuse(node, scope, { name: 'bin_auto', message });
  const value = planScalar(argumentsOf(node)[0], scope);
  return at === undefined
    ? call(node, scope, { name: 'bin', args: [value, size] })
    : call(node, scope, { name: 'bin_at', args: [value, size, at] });
}

function planPackAll(node: Syntax<'FunctionCallExpression'>, scope: Scope): Expression {
  const [flag] = argumentsOf(node);
  const ignoresNulls: Expression = flag ? planScalar(flag, scope) : { kind: 'literal', type: 'bool', value: false };
  const pairs = (scope.row?.columns ?? []).flatMap(({ name, type }, index): Expression[] => {
    return [text(name), { kind: 'column', type, index }];
  });
  return call(node, scope, { name: 'pack_all', args: [ignoresNulls, ...pairs] });
}

/** An asterisk stands for all columns. */
function planPackArray(node: Syntax<'FunctionCallExpression'>, scope: Scope): Expression {
  const { StarExpression } = scope.session.kusto.Syntax;
  const args = argumentsOf(node).flatMap((argument): readonly Expression[] => {
    if (!(argument instanceof StarExpression)) return [planScalar(argument, { ...scope, wantsSeveral: false })];
    return (scope.row?.columns ?? []).map(({ type }, index) => ({ kind: 'column', type, index }));
  });
  return call(node, scope, { name: 'pack_array', args });
}

export function argumentsOf(node: Syntax<'FunctionCallExpression'>): readonly Syntax<'Expression'>[] {
  return elements(node.ArgumentList?.Expressions);
}

function text(value: string): Expression {
  return { kind: 'literal', type: 'string', value };
}
