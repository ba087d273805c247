import type { Aggregate, Expression, Plan } from '../../plan.ts';
import type { ScalarType } from '../../values.ts';
import { aggregateHead } from '../aggregateCalls.ts';
import { argumentsOf } from '../calls.ts';
import { planScalar } from '../planScalar.ts';
import { placeOf, refuse, type Scope, withRow } from '../scope.ts';
import { elements, present, type Syntax } from '../syntax.ts';
import { boundColumns, checkColumns, checkParameters, named, parameterText } from './operatorParts.ts';

/** Gives the keys, an array for each aggregate, and the array of the axis. */
export function planMakeSeries(node: Syntax<'MakeSeriesOperator'>, input: Plan, scope: Scope): Plan {
  checkParameters(node.Parameters, ['kind'], scope);
  const kind = parameterText(node.Parameters, 'kind')?.toLowerCase();
  if (kind !== undefined && kind !== 'nonempty') refuse(node, scope, { name: `make-series kind=${kind}` });
  const inner = withRow(scope, input.columns);
  const keys = elements(node.ByClause?.Expressions).map((key) => planScalar(named(key, scope).value, inner));
  // The service takes the type of some aggregates for that of their series.
  const bound = boundColumns(node, scope);
  const columns = bound.map((column, index) => (index < keys.length ? column : { ...column, type: DYNAMIC }));
  const aggregates = elements(node.Aggregates).map((aggregate, index) => {
    const output = present(columns[keys.length + index]);
    return planSeries(aggregate, inner, { name: output.name, type: 'dynamic' });
  });
  const axis = planScalar(named(present(node.OnClause?.Expression), scope).value, inner);
  const isNonEmpty = kind === 'nonempty';
  const plan: Plan = { kind: 'makeSeries', input, keys, aggregates, axis, ...range(node, scope), isNonEmpty, columns };
  return bound.slice(keys.length).every(({ type }) => type === DYNAMIC) ? checkColumns(plan, node, scope) : plan;
}

const DYNAMIC: ScalarType = 'dynamic';

type Series = Aggregate & { readonly defaultValue: Expression | undefined };

function planSeries(node: Syntax<'MakeSeriesExpression'>, scope: Scope, output: Aggregate['outputs'][number]): Series {
  const { Syntax, Symbols } = scope.session.kusto;
  const { value } = named(present(node.Expression), scope);
  const symbol = value instanceof Syntax.FunctionCallExpression ? value.Name?.ReferencedSymbol : null;
  const isAggregate = symbol instanceof Symbols.FunctionSymbol && scope.session.globals.IsAggregateFunction(symbol);
  const otherwise = node.DefaultExpression?.Expression;
  const rest = { outputs: [output], defaultValue: otherwise ? planScalar(otherwise, scope) : undefined };
  if (value instanceof Syntax.FunctionCallExpression && isAggregate) {
    const args = argumentsOf(value).map((argument) => planScalar(argument, scope));
    return { ...aggregateHead(value, scope), args, ...rest };
  }
  // A constant is what any row of a bin has.
  const constant = planScalar(value, withRow(scope, []));
  return { name: 'take_any', args: [constant], place: placeOf(value, scope), ...rest };
}

type Range = Pick<Extract<Plan, { kind: 'makeSeries' }>, 'from' | 'to' | 'step' | 'isInclusive'>;

function range(node: Syntax<'MakeSeriesOperator'>, scope: Scope): Range {
  const { Syntax } = scope.session.kusto;
  const { RangeClause: clause } = node;
  const inner = withRow(scope, []);
  if (clause instanceof Syntax.MakeSeriesInRangeClause) {
    const [from, to, step] = elements(clause.Arguments?.Expressions).map((bound) => planScalar(bound, inner));
    return { from, to, step: present(step), isInclusive: true };
  }
  if (!(clause instanceof Syntax.MakeSeriesFromToStepClause)) return refuse(node, scope, { name: 'make-series' });
  const [from, to] = [clause.MakeSeriesFromClause?.Expression, clause.MakeSeriesToClause?.Expression];
  return {
    from: from ? planScalar(from, inner) : undefined,
    to: to ? planScalar(to, inner) : undefined,
    step: planScalar(clause.MakeSeriesStepClause?.Expression, inner),
    isInclusive: false,
  };
}
