import type { Plan } from '../plan.ts';
import { planDataTable } from './dataTable.ts';
import { planExternalData } from './externalData.ts';
import { stringValue } from './literals.ts';
import { planOperator } from './planOperator.ts';
import { keepRefusal } from './problems.ts';
import { findName, refuse, type Scope, withoutRow } from './scope.ts';
import { shareTable } from './shared.ts';
import { columnsOf, elements, nameOf, present, type Syntax } from './syntax.ts';
import { planTabularFunction } from './userFunctions.ts';

/** Plans a table. What is not supported becomes problems of the session, and an empty table in its place. */
export function planTable(node: Syntax<'Expression'> | null | undefined, scope: Scope): Plan {
  const expression = present(node);
  try {
    return tableOf(expression, scope);
  } catch (error) {
    keepRefusal(scope.session.problems, error);
    return { kind: 'rows', columns: columnsOf(expression.ResultType, scope.session), rows: [] };
  }
}

function tableOf(node: Syntax<'Expression'>, scope: Scope): Plan {
  const { Syntax } = scope.session.kusto;
  if (node instanceof Syntax.PipeExpression) {
    const input = planTable(node.Expression, scope);
    return planOperator(present(node.Operator), input, scope);
  }
  if (node instanceof Syntax.ParenthesizedExpression) return planTable(node.Expression, scope);
  if (node instanceof Syntax.NameReference) return planNamedTable(node, scope);
  if (node instanceof Syntax.FunctionCallExpression) return planTableCall(node, scope);
  if (node instanceof Syntax.MaterializeExpression) {
    return shareTable(scope.session, planTable(node.Expression, scope));
  }
  if (node instanceof Syntax.DataTableExpression) return planDataTable(node, scope);
  if (node instanceof Syntax.ExternalDataExpression) return planExternalData(node, scope);
  if (node instanceof Syntax.QueryOperator) return planOperator(node, leadingInput(scope), scope);
  return refuse(node, scope, { name: node.GetFirstToken()?.Text ?? '' });
}

/** What an operator works on that nothing is piped into: in a subquery, the rows of that. */
function leadingInput({ subquery, isSubqueryStart }: Scope): Plan | undefined {
  return subquery === undefined || !isSubqueryStart ? undefined : { kind: 'subqueryInput', columns: subquery.columns };
}

function planNamedTable(node: Syntax<'NameReference'>, scope: Scope): Plan {
  const { Symbols } = scope.session.kusto;
  const symbol = node.ReferencedSymbol;
  const name = nameOf(node);
  if (symbol instanceof Symbols.TableSymbol) return planDatabaseTable(node, symbol, scope);
  if (symbol instanceof Symbols.FunctionSymbol) return planTabularFunction(node, scope, undefined);
  const binding = findName(scope.names, name);
  if (binding?.kind !== 'table') return refuse(node, scope, { name, message: `${name} is no table here.` });
  if (binding.subquery !== undefined && binding.subquery !== scope.subquery) {
    return refuse(node, scope, { name, message: `${name} belongs to another subquery, which is not supported.` });
  }
  return binding.plan;
}

function planDatabaseTable(node: Syntax<'Expression'>, symbol: Kusto.Language.Symbols.TableSymbol, scope: Scope): Plan {
  const name = present(symbol.Name);
  if (!scope.session.globals.IsDatabaseTable(symbol)) return refuse(node, scope, { name });
  return { kind: 'table', name, columns: columnsOf(symbol, scope.session) };
}

/** A call that gives a table: of a function that is declared or stored, or `table("name")`. */
function planTableCall(node: Syntax<'FunctionCallExpression'>, scope: Scope): Plan {
  const { TableSymbol } = scope.session.kusto.Symbols;
  const name = nameOf(node.Name);
  if (node.GetCalledFunctionBody() !== null) return planTabularFunction(node, scope, undefined);
  const [argument] = elements(node.ArgumentList?.Expressions);
  if (name === 'table' && node.ResultType instanceof TableSymbol && stringValue(argument) === node.ResultType.Name) {
    return planDatabaseTable(node, node.ResultType, withoutRow(scope));
  }
  return refuse(node, scope, { name });
}
