import type { PlanColumn } from '../plan.ts';
import type { ScalarType } from '../values.ts';

type Classes = typeof Kusto.Language.Syntax;

/** A node of the syntax tree, by the name of its class. */
export type Syntax<Name extends keyof Classes> = Classes[Name] extends { readonly prototype: infer Node }
  ? Node
  : never;

type List<T> = Kusto.Language.Syntax.SyntaxList$1<T>;
type Separated<T> = List<Kusto.Language.Syntax.SeparatedElement$1<T>>;
type Type = Kusto.Language.Symbols.TypeSymbol;

/**
 * The types of the language service say of everything that it may be null; of a tree without syntax errors it is true
 * only of what is optional.
 */
export function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('The syntax tree lacks a part that it must have.');
  return value;
}

/** The nodes of a list with separators between them. */
export function elements<T>(list: Separated<T> | null | undefined): readonly T[] {
  return items(list).map((separated) => present(separated.Element$1));
}

export function items<T>(list: List<T> | null | undefined): readonly T[] {
  return list ? Array.from({ length: list.Count }, (_, index) => list.getItem$1(index)) : [];
}

/** What a read-only list of the service's runtime holds. */
export function listed<T>(list: System.Collections.Generic.IReadOnlyList$1<T> | null | undefined): readonly T[] {
  return list ? Array.from(Bridge.toArray<T>(list)) : [];
}

/** The names in the declaration of a column, table or parameter, without brackets. */
export function nameOf(node: { readonly SimpleName: string | null } | null | undefined): string {
  return present(present(node).SimpleName);
}

/** The text of the token as it was written, without the space around it. */
export function textOf(token: Syntax<'SyntaxToken'> | null | undefined): string {
  return present(present(token).Text);
}

/** An expression without the parentheses around it. */
export function unwrapped(
  node: Syntax<'Expression'>,
  { ParenthesizedExpression }: Pick<Classes, 'ParenthesizedExpression'>,
): Syntax<'Expression'> {
  let inner = node;
  while (inner instanceof ParenthesizedExpression) inner = present(inner.Expression);
  return inner;
}

const SCALAR_TYPES: Readonly<Record<string, ScalarType>> = {
  bool: 'bool',
  int: 'int',
  long: 'long',
  real: 'real',
  decimal: 'decimal',
  string: 'string',
  datetime: 'datetime',
  timespan: 'timespan',
  guid: 'guid',
  dynamic: 'dynamic',
};

/** Undefined for what is no scalar type, and for a column of which the service knows no type. */
export function scalarTypeOf(type: Type | null | undefined): ScalarType | undefined {
  const name = type?.Name ?? '';
  return Object.hasOwn(SCALAR_TYPES, name) ? SCALAR_TYPES[name] : undefined;
}

interface Phantoms {
  readonly phantoms: ReadonlySet<Kusto.Language.Symbols.ColumnSymbol>;
}

/** The columns of a table, or of several values, without phantoms; those whose type is not known are dynamic. */
export function columnsOf(type: Type | null | undefined, { phantoms }: Phantoms): readonly PlanColumn[] {
  const { TableSymbol, TupleSymbol } = Kusto.Language.Symbols;
  if (!(type instanceof TableSymbol || type instanceof TupleSymbol)) return [];
  return listed(type.Columns)
    .filter((column) => ![column, ...listed(column.OriginalColumns)].some((own) => phantoms.has(own)))
    .map((column) => ({ name: present(column.Name), type: scalarTypeOf(column.Type) ?? 'dynamic' }));
}
