import type { ParseStep, Plan, PlanColumn } from '../../plan.ts';
import type { ScalarType } from '../../values.ts';
import { stringValue } from '../literals.ts';
import { planScalar } from '../planScalar.ts';
import { refuse, type Scope, withRow } from '../scope.ts';
import { elements, items, nameOf, present, type Syntax, scalarTypeOf } from '../syntax.ts';
import { checkColumns, checkParameters, parameterText } from './operatorParts.ts';

export function planParse(
  node: Syntax<'ParseOperator'> | Syntax<'ParseWhereOperator'>,
  input: Plan,
  scope: Scope,
): Plan {
  const { Syntax } = scope.session.kusto;
  checkParameters(node.Parameters, ['kind', 'flags'], scope);
  const kind = parameterText(node.Parameters, 'kind')?.toLowerCase() ?? 'simple';
  if (kind !== 'simple' && kind !== 'relaxed' && kind !== 'regex') refuse(node, scope, { name: `parse kind=${kind}` });
  const columns = [...input.columns];
  const pattern = items(node.Patterns).map((part) => parseStep(part, { columns, scope }));
  const plan: Plan = {
    kind: 'parse',
    input,
    subject: planScalar(node.Expression, withRow(scope, input.columns)),
    mode: kind === 'regex' ? 'regex' : kind === 'relaxed' ? 'relaxed' : 'simple',
    flags: parameterText(node.Parameters, 'flags') ?? '',
    pattern,
    onlyMatching: node instanceof Syntax.ParseWhereOperator,
    columns,
  };
  return checkColumns(plan, node, scope);
}

interface Capturing {
  readonly columns: PlanColumn[];
  readonly scope: Scope;
}

function parseStep(node: Syntax<'SyntaxNode'>, { columns, scope }: Capturing): ParseStep {
  const { Syntax } = scope.session.kusto;
  if (node instanceof Syntax.StarExpression) return { kind: 'skip' };
  if (node instanceof Syntax.NameDeclaration) {
    return { kind: 'capture', column: place(columns, nameOf(node), 'string'), type: 'string' };
  }
  if (node instanceof Syntax.NameAndTypeDeclaration) {
    const type = declaredType(node, scope);
    return { kind: 'capture', column: place(columns, nameOf(node.Name), type), type };
  }
  const text = node instanceof Syntax.Expression ? stringValue(node) : undefined;
  return text === undefined ? refuse(node, scope, { name: 'parse' }) : { kind: 'text', text };
}

/** The number of a column that replaces one of this name, or is new. */
function place(columns: PlanColumn[], name: string, type: ScalarType): number {
  const at = columns.findIndex((column) => column.name === name);
  const index = at < 0 ? columns.length : at;
  columns[index] = { name, type };
  return index;
}

/** The type that a column is declared with. */
export function declaredType(node: Syntax<'NameAndTypeDeclaration'>, scope: Scope): ScalarType {
  const type = scalarTypeOf(present(node.Name).ResultType);
  return type ?? refuse(node, scope, { name: nameOf(node.Name) });
}

export function planParseKv(node: Syntax<'ParseKvOperator'>, input: Plan, scope: Scope): Plan {
  const columns = [...input.columns];
  const keys = elements(present(node.Keys).Columns).map((declaration) => {
    const [name, type] = [nameOf(declaration.Name), declaredType(declaration, scope)];
    return { name, type, column: place(columns, name, type) };
  });
  const options = elements(node.WithClause?.Properties).map(({ Name, Expression: value }) => {
    const written = value?.toString()?.trim().toLowerCase();
    const option = stringValue(value) ?? (written === 'true' ? true : written === 'false' ? false : undefined);
    if (option === undefined) return refuse(value ?? node, scope, { name: 'parse-kv' });
    return [nameOf(Name), option] as const;
  });
  const subject = planScalar(node.Expression, withRow(scope, input.columns));
  return checkColumns(
    { kind: 'parseKv', input, subject, keys, options: Object.fromEntries(options), columns },
    node,
    scope,
  );
}
