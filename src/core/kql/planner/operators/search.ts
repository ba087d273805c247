import type { Expression, Plan } from '../../plan.ts';
import { searchedColumns } from '../anyColumn.ts';
import { stringValue } from '../literals.ts';
import { call, planScalar } from '../planScalar.ts';
import { anyOf, operatorName } from '../scalarOperators.ts';
import { refuse, type Scope, withRow } from '../scope.ts';
import { elements, present, type Syntax, unwrapped } from '../syntax.ts';
import { boundColumns, checkColumns, checkParameters, column, parameterText } from './operatorParts.ts';
import { pipedName, sourcesOf, unite } from './union.ts';

/** A filter for terms in any column, over what is piped in or a union of tables; `$table` says where a row comes from. */
export function planSearch(node: Syntax<'SearchOperator'>, input: Plan | undefined, scope: Scope): Plan {
  checkParameters(node.Parameters, ['kind'], scope);
  const kind = parameterText(node.Parameters, 'kind')?.toLowerCase() ?? 'default';
  if (node.DataScope !== null) refuse(node.DataScope, scope, { name: 'datascope' });
  const columns = boundColumns(node, scope);
  const searched = input === undefined ? unitedTables(node, scope) : withTable(input, pipedName(node, scope));
  const condition = planPredicate(present(node.Condition), {
    scope: withRow(scope, searched.columns),
    isCaseSensitive: kind === 'case_sensitive',
  });
  return checkColumns({ kind: 'filter', input: searched, condition, columns }, node, scope);
}

const TABLE = '$table';

/** Kusto has a name of its own for what is no table. */
function withTable(input: Plan, name = 'search_arg0'): Plan {
  return {
    kind: 'project',
    input,
    columns: [{ name: TABLE, type: 'string' }, ...input.columns],
    expressions: [
      { kind: 'literal', type: 'string', value: name },
      ...input.columns.map((_, index) => column(input.columns, index)),
    ],
  };
}

function unitedTables(node: Syntax<'SearchOperator'>, scope: Scope): Plan {
  const expressions = elements(node.InClause?.Expressions);
  const message = 'search is supported on a table, or with search in (…).';
  if (expressions.length === 0) return refuse(node, scope, { name: 'search', message });
  const inputs = expressions
    .flatMap((expression) => sourcesOf(expression, scope))
    .map(({ plan, name }) => {
      return { plan, sourceName: name ?? refuse(node, scope, { name: 'search in', message }) };
    });
  const united = unite(inputs, { columns: boundColumns(node, scope), source: TABLE });
  return united ?? refuse(node, scope, { name: 'search' });
}

interface Searching {
  readonly scope: Scope;
  readonly isCaseSensitive: boolean;
}

function planPredicate(node: Syntax<'Expression'>, searching: Searching): Expression {
  const { scope } = searching;
  const { Syntax } = scope.session.kusto;
  const condition = unwrapped(node, Syntax);
  if (condition instanceof Syntax.StarExpression) return { kind: 'literal', type: 'bool', value: true };
  const term = termOf(condition, scope);
  if (term !== undefined) return inAnyColumn(term, { ...searching, node: condition });
  const name = condition instanceof Syntax.BinaryExpression ? operatorName(condition.Operator) : '';
  if (condition instanceof Syntax.BinaryExpression && (name === 'and' || name === 'or')) {
    const args = [condition.Left, condition.Right].map((side) => planPredicate(present(side), searching));
    return call(condition, scope, { name, args, type: 'bool' });
  }
  if (condition instanceof Syntax.BinaryExpression && name === ':') {
    const searched = stringValue(condition.Right) ?? refuse(condition, scope, { name: 'search' });
    return termIn(planScalar(condition.Left, scope), searched, { ...searching, node: condition });
  }
  if (condition instanceof Syntax.FunctionCallExpression && condition.Name?.SimpleName?.toLowerCase() === 'not') {
    const [argument] = elements(condition.ArgumentList?.Expressions);
    return call(condition, scope, { name: 'not', args: [planPredicate(present(argument), searching)], type: 'bool' });
  }
  // Which operators a case-sensitive search makes case-sensitive is not documented one by one.
  if (searching.isCaseSensitive) refuse(condition, scope, { name: 'search kind=case_sensitive' });
  return planScalar(condition, scope);
}

interface SearchingAt extends Searching {
  readonly node: Syntax<'Expression'>;
}

function inAnyColumn(term: string, searching: SearchingAt): Expression {
  const columns = searchedColumns(searching.node, searching.scope, term.replaceAll('*', ''));
  // The first column, which is the name of the table, is not searched.
  const searched = columns.filter((value) => value.kind === 'column' && value.index > 0);
  return anyOf(searched.map((value) => termIn(value, term, searching)));
}

/** The text of a condition that is nothing but a text. */
function termOf(node: Syntax<'Expression'>, scope: Scope): string | undefined {
  const { Syntax } = scope.session.kusto;
  const isText = node instanceof Syntax.LiteralExpression || node instanceof Syntax.CompoundStringLiteralExpression;
  return isText ? stringValue(node) : undefined;
}

/** Asterisks at the ends of a term say how it is searched. */
function termIn(value: Expression, term: string, { scope, isCaseSensitive, node }: SearchingAt): Expression {
  const [starts, ends] = [term.startsWith('*'), term.endsWith('*')];
  const text = term.slice(starts ? 1 : 0, ends && term.length > 1 ? -1 : undefined);
  if (text.includes('*') || text === '') refuse(node, scope, { name: 'search', message: 'This * is not supported.' });
  const operator = starts && ends ? 'contains' : starts ? 'hassuffix' : ends ? 'hasprefix' : 'has';
  const args: Expression[] = [value, { kind: 'literal', type: 'string', value: text }];
  return call(node, scope, { name: isCaseSensitive ? `${operator}_cs` : operator, args, type: 'bool' });
}
