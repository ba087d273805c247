import type { Expression, Plan } from '../plan.ts';
import { planScalar } from './planScalar.ts';
import { planTable } from './planTable.ts';
import { type Binding, findName, placeOf, refuse, type Scope, withoutRow } from './scope.ts';
import { readsSubquery, shareScalar, shareTable, usesColumns } from './shared.ts';
import { declareStatements } from './statements.ts';
import { elements, listed, nameOf, present, type Syntax, scalarTypeOf } from './syntax.ts';

type Call = Syntax<'FunctionCallExpression'> | Syntax<'NameReference'>;

/** A call of a function that `let` declares or that is stored in the database, in an expression. */
export function planScalarFunction(node: Call, scope: Scope): Expression {
  const { body, inner } = enterFunction(node, scope, undefined);
  return planScalar(body.Expression, { ...inner, row: scope.row, aggregates: undefined });
}

/** A call of such a function as a table; `piped` is its first argument where `invoke` calls it. */
export function planTabularFunction(node: Call, scope: Scope, piped: Plan | undefined): Plan {
  const { body, inner } = enterFunction(node, scope, piped);
  return planTable(present(body.Expression), withoutRow(inner));
}

/** A function without parameters that nothing calls by its name. */
export function planView({ scope: at, body }: Extract<Binding, { kind: 'function' }>, scope: Scope): Plan {
  const inner = { ...withoutRow(at), names: { declared: new Map(), outer: at.names }, subquery: scope.subquery };
  declareStatements(elements(body.Statements), inner);
  return planTable(body.Expression, inner);
}

interface Entered {
  readonly body: Syntax<'FunctionBody'>;
  readonly inner: Scope;
}

/** The body, as the service has bound it for this call, and the scope in which it sees its parameters and variables. */
function enterFunction(node: Call, scope: Scope, piped: Plan | undefined): Entered {
  const name = nameOf(node instanceof scope.session.kusto.Syntax.NameReference ? node : node.Name);
  const body = node.GetCalledFunctionBody();
  if (!(body instanceof scope.session.kusto.Syntax.FunctionBody)) {
    return refuse(node, scope, { name, message: `The function ${name} is not supported.` });
  }
  const declared = findName(scope.names, name);
  const at =
    declared?.kind === 'function' ? declared.scope : { ...scope, names: ROOT, callPlace: placeOf(node, scope) };
  const inner: Scope = {
    ...at,
    names: { declared: new Map(parametersOf(node, scope, piped)), outer: at.names },
    row: scope.row,
    subquery: scope.subquery,
    isSubqueryStart: false,
    calls: [...scope.calls, name],
  };
  declareStatements(elements(body.Statements), inner);
  return { body, inner };
}

const ROOT = { declared: new Map<string, Binding>(), outer: undefined };

function parametersOf(node: Call, scope: Scope, piped: Plan | undefined): readonly (readonly [string, Binding])[] {
  const { Syntax } = scope.session.kusto;
  const given = node instanceof Syntax.FunctionCallExpression ? elements(node.ArgumentList?.Expressions) : [];
  const named = new Map<string, Syntax<'Expression'>>();
  const positional: Syntax<'Expression'>[] = [];
  for (const argument of given) {
    if (argument instanceof Syntax.SimpleNamedExpression)
      named.set(nameOf(argument.Name), present(argument.Expression));
    else positional.push(argument);
  }
  const [first, ...others] = signatureParameters(node, scope);
  const rest = piped === undefined || first === undefined ? (first ? [first, ...others] : []) : others;
  const bound = rest.map((parameter) => {
    const name = present(parameter.Name);
    const argument = named.get(name) ?? positional.shift();
    if (argument !== undefined) return [name, argumentBinding(argument, parameter, scope)] as const;
    const { DefaultValue: otherwise } = parameter;
    if (otherwise === null) return refuse(node, scope, { name, message: `The parameter ${name} has no value.` });
    // It stands where the function is declared, perhaps outside of the text.
    return [name, argumentBinding(otherwise, parameter, { ...scope, callPlace: placeOf(node, scope) })] as const;
  });
  if (piped === undefined || first === undefined) return bound;
  return [[present(first.Name), tableBinding(piped, scope)], ...bound];
}

function signatureParameters(node: Call, scope: Scope): readonly Kusto.Language.Symbols.Parameter[] {
  const { FunctionSymbol } = scope.session.kusto.Symbols;
  const symbol = node.ReferencedSymbol;
  const signature =
    node.ReferencedSignature ?? (symbol instanceof FunctionSymbol ? listed(symbol.Signatures)[0] : null);
  return listed(signature?.Parameters);
}

function argumentBinding(
  argument: Syntax<'Expression'>,
  parameter: Kusto.Language.Symbols.Parameter,
  scope: Scope,
): Binding {
  if (argument.ResultType?.IsTabular) {
    return tableBinding(planTable(argument, withoutRow(scope)), scope);
  }
  const value = converted(planScalar(argument, scope), parameter, { argument, scope });
  return scalarBinding(value, scope);
}

/** A number is converted to the type of number that the parameter declares. */
function converted(
  value: Expression,
  parameter: Kusto.Language.Symbols.Parameter,
  { argument, scope }: { readonly argument: Syntax<'Expression'>; readonly scope: Scope },
): Expression {
  const types = listed(parameter.DeclaredTypes);
  const type = types.length === 1 ? scalarTypeOf(types[0]) : undefined;
  if (type === undefined || type === value.type || type === 'dynamic') return value;
  const name = `to${type}`;
  if (!scope.session.supports.scalar(name)) refuse(argument, scope, { name });
  return { kind: 'call', type, name, args: [value], place: placeOf(argument, scope) };
}

export function scalarBinding(value: Expression, scope: Scope): Binding {
  const isOfRow = usesColumns(value);
  return {
    kind: 'scalar',
    value: isOfRow ? value : shareScalar(scope.session, value),
    row: isOfRow ? scope.row : undefined,
  };
}

export function tableBinding(plan: Plan, scope: Scope): Extract<Binding, { kind: 'table' }> {
  const subquery = readsSubquery(plan) ? scope.subquery : undefined;
  return { kind: 'table', plan: shareTable(scope.session, plan), subquery };
}
