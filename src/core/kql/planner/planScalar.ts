import type { Call, Expression } from '../plan.ts';
import type { ScalarType } from '../values.ts';
import { planCall } from './calls.ts';
import { planDynamic } from './dynamicLiterals.ts';
import { planLiteral, stringValue } from './literals.ts';
import { keepRefusal } from './problems.ts';
import { planReference, planTupleColumn } from './references.ts';
import { planBetween, planBinary, planList, planPrefix } from './scalarOperators.ts';
import { doubt, placeOf, refuse, type Scope } from './scope.ts';
import { nameOf, present, type Syntax, scalarTypeOf } from './syntax.ts';
import { planToScalar } from './toScalar.ts';

/** Plans a scalar expression. What is not supported in it becomes problems of the session, and a null in its place. */
export function planScalar(node: Syntax<'Expression'> | null | undefined, scope: Scope): Expression {
  const expression = present(node);
  try {
    return expressionOf(expression, scope);
  } catch (error) {
    keepRefusal(scope.session.problems, error);
    return { kind: 'literal', type: scalarTypeOf(expression.ResultType) ?? 'dynamic', value: null };
  }
}

/** A call of a function or operator that the engine must know. */
export function call(
  node: Syntax<'Expression'>,
  scope: Scope,
  { name, args, type }: { readonly name: string; readonly args: readonly Expression[]; readonly type?: ScalarType },
): Call {
  if (!scope.session.supports.scalar(name)) refuse(node, scope, { name, message: `${name} is not supported.` });
  return { kind: 'call', type: type ?? typeOf(node, scope), name, args, place: placeOf(node, scope) };
}

/** The type that the service has bound. */
export function typeOf(node: Syntax<'Expression'>, scope: Scope): ScalarType {
  const isSeveral = node.ResultType instanceof scope.session.kusto.Symbols.TupleSymbol;
  const type = isSeveral && scope.wantsSeveral ? 'dynamic' : scalarTypeOf(node.ResultType);
  if (type === undefined) doubt(node, scope, { name: node.ResultType?.Name ?? 'unknown', message: UNKNOWN_TYPE });
  return type;
}

const UNKNOWN_TYPE = 'The type of this value is not known, or it is no single value.';

function expressionOf(node: Syntax<'Expression'>, scope: Scope): Expression {
  const { Syntax } = scope.session.kusto;
  if (node instanceof Syntax.ParenthesizedExpression) return planScalar(node.Expression, scope);
  if (node instanceof Syntax.SimpleNamedExpression) return planScalar(node.Expression, scope);
  if (node instanceof Syntax.LiteralExpression) return planLiteral(node, scope);
  if (node instanceof Syntax.DynamicExpression) return planDynamic(node, scope);
  if (node instanceof Syntax.NameReference) return planReference(node, scope);
  if (node instanceof Syntax.PathExpression) return planPath(node, scope);
  if (node instanceof Syntax.ElementExpression) return planElement(node, scope);
  if (node instanceof Syntax.FunctionCallExpression) return planCall(node, scope);
  if (node instanceof Syntax.PrefixUnaryExpression) return planPrefix(node, scope);
  if (node instanceof Syntax.BinaryExpression) return planBinary(node, scope);
  if (node instanceof Syntax.BetweenExpression) return planBetween(node, scope);
  if (
    node instanceof Syntax.InExpression ||
    node instanceof Syntax.HasAnyExpression ||
    node instanceof Syntax.HasAllExpression
  ) {
    return planList(node, scope);
  }
  if (node instanceof Syntax.ToScalarExpression) return planToScalar(node, scope);
  if (node instanceof Syntax.CompoundStringLiteralExpression) return textLiteral(stringValue(node));
  // Functions take a type by its name.
  if (node instanceof Syntax.TypeOfLiteralExpression) return textLiteral(node.ReferencedSymbol?.Name);
  return refuse(node, scope, { name: node.toString()?.trim() ?? '' });
}

function textLiteral(value: string | null | undefined): Expression {
  return { kind: 'literal', type: 'string', value: present(value) };
}

/** `bag.name`, and columns of rows with a name: `$left.column`, `step.column`. */
function planPath(node: Syntax<'PathExpression'>, scope: Scope): Expression {
  const { Syntax } = scope.session.kusto;
  const [of, selector] = [present(node.Expression), present(node.Selector)];
  const column = planTupleColumn(node, scope);
  if (column !== undefined) return column;
  if (selector instanceof Syntax.BracketedExpression) {
    const args = [planScalar(of, scope), planScalar(selector.Expression, scope)];
    return call(node, scope, { name: 'element', args });
  }
  if (!(selector instanceof Syntax.NameReference) || scalarTypeOf(of.ResultType) !== 'dynamic') {
    return refuse(node, scope, { name: node.toString()?.trim() ?? '.' });
  }
  return call(node, scope, { name: 'member', args: [planScalar(of, scope), textLiteral(nameOf(selector))] });
}

/** `array[index]` and `bag["name"]`. */
function planElement(node: Syntax<'ElementExpression'>, scope: Scope): Expression {
  const { Syntax } = scope.session.kusto;
  const { Selector } = node;
  const selector = Selector instanceof Syntax.BracketedExpression ? Selector.Expression : Selector;
  // Several values at once can be indexed as if they were an array.
  const args = [planScalar(node.Expression, { ...scope, wantsSeveral: true }), planScalar(selector, scope)];
  return call(node, scope, { name: 'element', args });
}
