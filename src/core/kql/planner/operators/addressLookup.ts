import type { Expression, Plan } from '../../plan.ts';
import { argumentsOf } from '../calls.ts';
import { planScalar } from '../planScalar.ts';
import { planTable } from '../planTable.ts';
import { refuse, type Scope, withoutRow, withRow } from '../scope.ts';
import { nameOf, present, type Syntax } from '../syntax.ts';
import { boundColumns, checkColumns, checkParameters, named, pick } from './operatorParts.ts';

const FAMILIES = { ipv4_lookup: 'ipv4', ipv6_lookup: 'ipv6' } as const;

export function isAddressLookup(name: string): name is keyof typeof FAMILIES {
  return Object.hasOwn(FAMILIES, name);
}

/** `evaluate ipv4_lookup(table, address, network, key, …, return_unmatched)`: the keys come from both sides, and once only. */
export function planAddressLookup(node: Syntax<'EvaluateOperator'>, input: Plan, scope: Scope): Plan {
  const called = present(node.FunctionCall);
  const name = nameOf(called.Name).toLowerCase();
  const [table, address, network, ...others] = argumentsOf(called).map((argument) => named(argument, scope).value);
  const isPlain = node.Schema === null && table?.ResultType?.IsTabular === true;
  if (!isPlain || !isAddressLookup(name)) return refuse(called, scope, { name });
  checkParameters(node.Parameters, [], scope);
  const lookup = planTable(table, withoutRow(scope));
  const { keys, flag } = split(others, scope);
  const [inLookup, inInput] = [withRow(scope, lookup.columns), withRow(scope, input.columns)];
  const lookupKeys = keys.map((key) => planScalar(key, inLookup));
  const joined: Plan = {
    kind: 'addressLookup',
    family: FAMILIES[name],
    input,
    lookup,
    address: planScalar(address, inInput),
    network: planScalar(network, inLookup),
    inputKeys: keys.map((key) => planScalar(key, inInput)),
    lookupKeys,
    keepsUnmatched: flag === undefined ? NO : planScalar(flag, scope),
    columns: [...input.columns, ...lookup.columns],
  };
  const isKey = (index: number) => lookupKeys.some((key) => key.kind === 'column' && key.index === index);
  const kept = joined.columns.flatMap((_, index) => (isKey(index - input.columns.length) ? [] : [index]));
  const bound = boundColumns(node, scope);
  const picked = kept.map((index, position) => ({ index, name: bound[position]?.name ?? '' }));
  return checkColumns(pick(joined, picked), node, scope);
}

const NO: Expression = { kind: 'literal', type: 'bool', value: false };

interface Split {
  readonly keys: readonly Syntax<'Expression'>[];
  readonly flag: Syntax<'Expression'> | undefined;
}

/** What is no column at the end says whether rows without a match are wanted. */
function split(others: readonly Syntax<'Expression'>[], { session }: Scope): Split {
  const last = others.at(-1);
  const { NameReference } = session.kusto.Syntax;
  const isColumn = last instanceof NameReference && last.ReferencedSymbol instanceof session.kusto.Symbols.ColumnSymbol;
  return last === undefined || isColumn ? { keys: others, flag: undefined } : { keys: others.slice(0, -1), flag: last };
}
