import type { KustoLanguage } from '../kusto/kusto.ts';
import { parameterText } from './operators/operatorParts.ts';
import { elements, items, listed, present, type Syntax, unwrapped } from './syntax.ts';

type Union = Syntax<'UnionOperator'>;

/**
 * The text with blanks for those inputs of `union isfuzzy=true` whose tables do not exist: Kusto leaves them out, while the
 * service makes columns of them. Undefined where there are none.
 */
export function withoutMissingTables(
  block: Syntax<'QueryBlock'>,
  text: string,
  kusto: KustoLanguage,
): string | undefined {
  const { UnionOperator } = kusto.Syntax;
  const unions = listed(block.GetDescendants(UnionOperator)).filter(isFuzzy);
  let changed = text;
  for (const union of unions) {
    const inputs = elements(union.Expressions);
    const missing = inputs.filter((input) => isMissing(input, kusto));
    const isAll = missing.length === inputs.length;
    for (const { start, end } of isAll ? wholeOperator(union, kusto) : gaps(union, new Set(missing))) {
      changed = changed.slice(0, start) + changed.slice(start, end).replace(/\S/g, ' ') + changed.slice(end);
    }
  }
  return changed === text ? undefined : changed;
}

function isFuzzy(union: Union): boolean {
  return parameterText(union.Parameters, 'isfuzzy')?.toLowerCase() === 'true';
}

/** Whether operators are piped behind a name that the service does not know. */
function isMissing(input: Syntax<'Expression'>, { Syntax }: KustoLanguage): boolean {
  let first = unwrapped(input, Syntax);
  while (first instanceof Syntax.PipeExpression) first = unwrapped(present(first.Expression), Syntax);
  return first instanceof Syntax.NameReference && first.ReferencedSymbol === null;
}

/** A union with nothing is what is piped into it. Where there is nothing either, it is an error, and stays. */
function wholeOperator(union: Union, { Syntax }: KustoLanguage): readonly Gap[] {
  const { Parent: pipe } = union;
  if (!(pipe instanceof Syntax.PipeExpression) || pipe.Operator !== union || pipe.Bar === null) return [];
  return [{ start: pipe.Bar.TextStart, end: union.End }];
}

interface Gap {
  readonly start: number;
  readonly end: number;
}

/** Each of these inputs with a comma: that behind it, or that before it where it is the last. */
function gaps(union: Union, missing: ReadonlySet<Syntax<'Expression'>>): readonly Gap[] {
  const separated = items(union.Expressions);
  const lastKept = separated.findLastIndex((one) => one.Element$1 !== null && !missing.has(one.Element$1));
  return separated.flatMap(({ Element$1: input, Separator: comma }, index) => {
    if (input === null || !missing.has(input)) return [];
    if (index < lastKept) return [{ start: input.TextStart, end: comma?.End ?? input.End }];
    const before = separated[index - 1]?.Separator;
    return [{ start: before?.TextStart ?? input.TextStart, end: input.End }];
  });
}
