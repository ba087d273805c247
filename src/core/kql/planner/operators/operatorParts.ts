import type { Plan, PlanColumn } from '../../plan.ts';
import { doubt, refuse, type Scope } from '../scope.ts';
import { columnsOf, items, nameOf, present, type Syntax, textOf } from '../syntax.ts';

type Parameters = Kusto.Language.Syntax.SyntaxList$1<Syntax<'NamedParameter'>> | null;

/** The parameter of an operator, `kind=inner` for instance, as it is written. */
export function parameter(parameters: Parameters, name: string): Syntax<'Expression'> | undefined {
  const found = items(parameters).find((candidate) => nameOf(candidate.Name).toLowerCase() === name);
  return found === undefined ? undefined : present(found.Expression);
}

/** Its text: a word, or a name. */
export function parameterText(parameters: Parameters, name: string): string | undefined {
  return parameter(parameters, name)?.toString()?.trim();
}

/** Refuses parameters that nobody here has thought of. Hints say how to run an operator, not what it gives. */
export function checkParameters(parameters: Parameters, known: readonly string[], scope: Scope): void {
  for (const given of items(parameters)) {
    const name = nameOf(given.Name).toLowerCase();
    if (!name.startsWith('hint.') && !known.includes(name)) refuse(given, scope, { name });
  }
}

/** A named expression's name, or several, and what it names. */
export function named(
  node: Syntax<'Expression'>,
  scope: Scope,
): { readonly names: readonly string[]; readonly value: Syntax<'Expression'> } {
  const { Syntax } = scope.session.kusto;
  if (node instanceof Syntax.SimpleNamedExpression) {
    return { names: [nameOf(node.Name)], value: present(node.Expression) };
  }
  if (node instanceof Syntax.CompoundNamedExpression) {
    const names = present(node.Names).Names;
    const count = names?.Count ?? 0;
    return {
      names: Array.from({ length: count }, (_, index) => nameOf(names?.getItem$1(index).Element$1)),
      value: present(node.Expression),
    };
  }
  return { names: [], value: node };
}

/** The columns of the operator as the service has bound them. */
export function boundColumns(node: Syntax<'Expression'>, { session }: Scope): readonly PlanColumn[] {
  return columnsOf(node.ResultType, session);
}

/** Stops where planner and service disagree about what an operator gives: an answer could be wrong. */
export function checkColumns(plan: Plan, node: Syntax<'Expression'>, scope: Scope): Plan {
  const bound = boundColumns(node, scope);
  const agree =
    bound.length === plan.columns.length &&
    bound.every(({ name, type }, index) => name === plan.columns[index]?.name && type === plan.columns[index]?.type);
  if (agree) return plan;
  const keyword = node.GetFirstToken();
  const name = keyword === null ? '' : textOf(keyword);
  return doubt(keyword ?? node, scope, {
    name,
    message: `The columns that ${name} gives here cannot be told for sure.`,
  });
}

export function column(columns: readonly PlanColumn[], index: number) {
  const type = columns[index]?.type ?? 'dynamic';
  return { kind: 'column', type, index } as const;
}

/** Gives the columns of these numbers, in this order, under their names or other ones. */
export function pick(input: Plan, picked: readonly { readonly index: number; readonly name?: string }[]): Plan {
  const columns = picked.map(({ index, name }) => {
    const { name: own, type } = present(input.columns[index]);
    return { name: name ?? own, type };
  });
  return { kind: 'project', input, columns, expressions: picked.map(({ index }) => column(input.columns, index)) };
}
