import type { Aggregate, Expression } from '../plan.ts';
import { argumentsOf } from './calls.ts';
import { planScalar, typeOf } from './planScalar.ts';
import { placeOf, refuse, type Scope } from './scope.ts';
import { nameOf, type Syntax } from './syntax.ts';

/** Older names of aggregates. */
const ALIASES: Readonly<Record<string, string>> = {
  any: 'take_any',
  anyif: 'take_anyif',
  argmax: 'arg_max',
  argmin: 'arg_min',
  makelist: 'make_list',
  makeset: 'make_set',
  make_dictionary: 'make_bag',
};

/** An aggregate inside an expression, as in `count() / 2`: what reads the column that it becomes. */
export function planAggregateCall(node: Syntax<'FunctionCallExpression'>, scope: Scope): Expression {
  const name = nameOf(node.Name);
  const sink = scope.aggregates;
  if (sink === undefined) {
    return refuse(node, scope, { name, message: `The aggregate ${name}() is not supported here.` });
  }
  const type = typeOf(node, scope);
  const inner = { ...scope, row: sink.row, aggregates: undefined };
  const args = argumentsOf(node).map((argument) => planScalar(argument, inner));
  return sink.add({ ...aggregateHead(node, scope), args }, type);
}

/** The name of an aggregate that the engine must know, and its place. */
export function aggregateHead(node: Syntax<'FunctionCallExpression'>, scope: Scope): Pick<Aggregate, 'name' | 'place'> {
  const { supports } = scope.session;
  const written = nameOf(node.Name).toLowerCase();
  const alias = ALIASES[written];
  const name = !supports.aggregate(written) && alias !== undefined ? alias : written;
  if (!supports.aggregate(name)) refuse(node, scope, { name, message: `The aggregate ${name}() is not supported.` });
  return { name, place: placeOf(node, scope) };
}
