import type { Row } from '../../values.ts';
import { emptyCell } from '../cellTypes.ts';
import type { Compilation } from '../compilation.ts';
import { compileExpression, constantValue } from '../compileExpression.ts';
import { type Evaluator, QueryError } from '../functionTable.ts';
import { createKeyIndex, type KeyReader, keyReaders } from '../keyIndex.ts';
import type { AddressFamily } from '../scalar/addressRanges.ts';
import { maskedIpv4, parseIpv4 } from '../scalar/ipv4Address.ts';
import { maskedIpv6, parseIpv6 } from '../scalar/ipv6Address.ts';
import { collect, type Source, stepCheck } from '../source.ts';
import type { PlanOf } from './planOf.ts';

/** A text that is no address, or no network, matches nothing. */
export function compileAddressLookup(plan: PlanOf<'addressLookup'>, compilation: Compilation): Source {
  return plan.family === 'ipv4'
    ? lookUp(plan, { parse: parseIpv4, mask: maskedIpv4 }, compilation)
    : lookUp(plan, { parse: parseIpv6, mask: maskedIpv6 }, compilation);
}

function lookUp<N extends { readonly prefix: number }>(
  plan: PlanOf<'addressLookup'>,
  family: AddressFamily<N>,
  compilation: Compilation,
): Source {
  const input = compilation.compilePlan(plan.input, compilation);
  const lookup = compilation.compilePlan(plan.lookup, compilation);
  const keysOf = (keys: PlanOf<'addressLookup'>['inputKeys']) => {
    return keyReaders(keys.map((key) => compileExpression(key, compilation)));
  };
  const sides = { input: keysOf(plan.inputKeys), lookup: keysOf(plan.lookupKeys) };
  const { evaluate: address } = compileExpression(plan.address, compilation);
  const { evaluate: network } = compileExpression(plan.network, compilation);
  const keepsUnmatched = constantValue(plan.keepsUnmatched, compilation) === true;
  const nothing = plan.lookup.columns.map(({ type }) => emptyCell(type));
  return (sink) => {
    const check = stepCheck(compilation);
    const { rows, done } = collect(lookup, compilation);
    const networks = indexed(rows, { network, keys: sides.lookup, family });
    input((row) => {
      const parsed = family.parse(textOf(address, row));
      const found = parsed === undefined ? [] : networks.find(row, parsed, sides.input);
      if (found.length === 0) return keepsUnmatched ? sink([...row, ...nothing]) : true;
      return found.every((other) => {
        check();
        return sink([...row, ...other]);
      });
    });
    done();
  };
}

interface Indexing<N extends { readonly prefix: number }> {
  readonly network: Evaluator;
  readonly keys: readonly KeyReader[];
  readonly family: AddressFamily<N>;
}

interface Networks<N> {
  readonly find: (row: Row, address: N, keys: readonly KeyReader[]) => readonly Row[];
}

/** The networks by the length of their prefix, and then by their address, so that an address is masked once for each length. */
function indexed<N extends { readonly prefix: number }>(
  rows: readonly Row[],
  { network, keys, family }: Indexing<N>,
): Networks<N> {
  const index = createKeyIndex(keys);
  const byPrefix = new Map<number, Map<number | bigint, { readonly row: Row; readonly key: number }[]>>();
  for (const row of rows) {
    const parsed = family.parse(textOf(network, row));
    if (parsed === undefined) continue;
    const byAddress = byPrefix.get(parsed.prefix) ?? new Map();
    byPrefix.set(parsed.prefix, byAddress);
    const masked = family.mask(parsed, parsed.prefix);
    const match = { row, key: index.add(row) };
    const known = byAddress.get(masked);
    if (known === undefined) byAddress.set(masked, [match]);
    else known.push(match);
  }
  const prefixes = [...byPrefix].sort(([a], [b]) => b - a);
  return {
    find: (row, address, readers) => {
      const key = readers.length === 0 ? 0 : index.find(row, readers);
      return prefixes.flatMap(([prefix, byAddress]) => {
        if (address.prefix < prefix) throw new QueryError(LARGER, 'evaluate');
        const matches = byAddress.get(family.mask(address, prefix)) ?? [];
        return matches.filter((match) => match.key === key).map((match) => match.row);
      });
    },
  };
}

const LARGER = 'A lookup of a network that is larger than a network in the table is not supported.';

function textOf(evaluate: Evaluator, row: Row): string {
  const cell = evaluate(row);
  return typeof cell === 'string' ? cell : '';
}
