import type { Aggregate, Expression, Plan } from '../../plan.ts';
import { argumentsOf } from '../calls.ts';
import { stringValue } from '../literals.ts';
import { planScalar } from '../planScalar.ts';
import { placeOf, refuse, rowOf, type Scope } from '../scope.ts';
import { items, nameOf, present, type Syntax } from '../syntax.ts';
import { isAddressLookup, planAddressLookup } from './addressLookup.ts';
import { boundColumns, named } from './operatorParts.ts';

/** Thrown where the rest of a query cannot be planned before the columns are known that a plugin gives. */
export class SchemaNeeded extends Error {
  readonly plugin: Plan;
  /** Where the call for the plugin ends in the query's text. */
  readonly at: number;

  constructor(plugin: Plan, at: number) {
    super('The columns are known only when the plugin has run.');
    this.name = 'SchemaNeeded';
    this.plugin = plugin;
    this.at = at;
  }
}

export function planEvaluate(node: Syntax<'EvaluateOperator'>, input: Plan | undefined, scope: Scope): Plan {
  const { TableSymbol } = scope.session.kusto.Symbols;
  const called = present(node.FunctionCall);
  const name = nameOf(called.Name).toLowerCase();
  if (isAddressLookup(name) && input !== undefined) return planAddressLookup(node, input, scope);
  if (!scope.session.supports.plugin(name)) {
    refuse(called, scope, { name, message: `The plugin ${name} is not supported.` });
  }
  const row = rowOf(input?.columns ?? []);
  // A plugin is given an aggregate as a call, to make it for each of its groups.
  const add = (aggregate: Omit<Aggregate, 'outputs'>, type: Expression['type']): Expression => {
    return { kind: 'call', type, ...aggregate };
  };
  const inner: Scope = { ...scope, row, aggregates: { row, add } };
  const args: Expression[] = [];
  const options: [string, string][] = items(node.Parameters).flatMap(({ Name, Expression: value }) => {
    return nameOf(Name).startsWith('hint.') ? [] : [[nameOf(Name), value?.toString()?.trim() ?? '']];
  });
  for (const argument of argumentsOf(called)) {
    const { names, value } = named(argument, scope);
    if (value.ResultType?.IsTabular) refuse(value, scope, { name, message: `${name} is not supported with a table.` });
    if (names[0] === undefined) args.push(planScalar(value, inner));
    else options.push([names[0], stringValue(value) ?? value.toString()?.trim() ?? '']);
  }
  const columns = boundColumns(node, scope);
  const place = placeOf(node, scope);
  const plan: Plan = { kind: 'evaluate', name, input, args, options: Object.fromEntries(options), place, columns };
  const isOpen = node.ResultType instanceof TableSymbol && node.ResultType.IsOpen;
  if (node.Schema === null && isOpen) needSchema(called, { ...plan, columns: [] }, scope);
  if (node.Schema !== null) useSchema(called, scope);
  return plan;
}

/** Calls of a function have one place for a schema between them, but each may give other columns. */
function useSchema(node: Syntax<'FunctionCallExpression'>, scope: Scope): void {
  const { schemas, usedSchemas } = scope.session;
  const { start, length } = placeOf(node, scope);
  const at = start + length;
  if (scope.callPlace !== undefined || !schemas.found.some((schema) => schema.at === at)) return;
  const name = nameOf(node.Name);
  if (usedSchemas.has(at)) {
    const message = `${name} in a function that is called twice is supported with its columns declared only.`;
    refuse(node, scope, { name, message });
  }
  usedSchemas.add(at);
}

function needSchema(node: Syntax<'FunctionCallExpression'>, plugin: Plan, scope: Scope): never {
  const name = nameOf(node.Name);
  // There the place of a schema is not in the query's text, or the plugin cannot be run before the query is.
  if (scope.callPlace !== undefined || scope.subquery !== undefined) {
    const message = `${name} is supported here only with its columns declared: evaluate ${name}(…) : (a: string).`;
    return refuse(node, scope, { name, message });
  }
  const { start, length } = placeOf(node, scope);
  throw new SchemaNeeded(plugin, start + length);
}
