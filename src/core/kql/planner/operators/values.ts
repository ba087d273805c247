import type { Expression } from '../../plan.ts';
import { planScalar } from '../planScalar.ts';
import { placeOf, refuse, type Scope } from '../scope.ts';
import { columnsOf, type Syntax } from '../syntax.ts';
import { named } from './operatorParts.ts';

export interface WrittenValues {
  /** Names that the query gives, for the first of the values. */
  readonly names: readonly string[];
  readonly value: Syntax<'Expression'>;
  readonly expressions: readonly Expression[];
}

/**
 * What an expression of `project`, `extend` or `print` gives: one value, or several as `series_stats(…)` does. The engine
 * gives those as an array.
 */
export function writtenValues(node: Syntax<'Expression'>, scope: Scope): WrittenValues {
  const { TupleSymbol } = scope.session.kusto.Symbols;
  const { names, value } = named(node, scope);
  const type = value.ResultType;
  if (!(type instanceof TupleSymbol)) return { names, value, expressions: [planScalar(value, scope)] };
  const several = planScalar(value, { ...scope, wantsSeveral: true });
  const columns = columnsOf(type, scope.session);
  if (columns.length === 1) return { names, value, expressions: [several] };
  const place = placeOf(value, scope);
  const expressions = columns.map((column, index): Expression => {
    const args: Expression[] = [several, { kind: 'literal', type: 'long', value: index }];
    const element: Expression = { kind: 'call', type: 'dynamic', name: 'element', args, place };
    if (column.type === 'dynamic') return element;
    const name = `to${column.type}`;
    if (!scope.session.supports.scalar(name)) refuse(value, scope, { name });
    return { kind: 'call', type: column.type, name, args: [element], place };
  });
  return { names, value, expressions };
}
