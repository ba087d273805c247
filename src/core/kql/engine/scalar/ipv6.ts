import type { Cell } from '../../values.ts';
import type { Evaluator, ScalarCall, ScalarFunctions } from '../functionTable.ts';
import { inAnyRange } from './addressRanges.ts';
import { countAt } from './callArguments.ts';
import { formatIpv6, maskedIpv6, parseIpv6 } from './ipv6Address.ts';
import { ofText, textAt } from './textArguments.ts';

/** Addresses of IPv6, and of IPv4 as those of IPv6 that are mapped to them. */
export const ipv6: ScalarFunctions = {
  parse_ipv6: ofText((text) => {
    const network = parseIpv6(text);
    return network === undefined ? '' : formatIpv6(maskedIpv6(network, network.prefix));
  }),
  parse_ipv6_mask: parseMasked,
  ipv6_compare: (call) => compare(call, (order) => order),
  ipv6_is_match: (call) => compare(call, (order) => order === 0),
  ipv6_is_in_range: inAnyRange({ parse: parseIpv6, mask: maskedIpv6 }),
  ipv6_is_in_any_range: inAnyRange({ parse: parseIpv6, mask: maskedIpv6 }),
};

function prefixAt(call: ScalarCall, index: number): (row: readonly Cell[]) => number | undefined {
  if (call.args.length <= index) return () => 128;
  const count = countAt(call, index);
  return (row) => {
    const prefix = count(row);
    return prefix !== null && prefix >= 0 && prefix <= 128 ? prefix : undefined;
  };
}

function parseMasked(call: ScalarCall): Evaluator {
  const [text, prefix] = [textAt(call, 0), prefixAt(call, 1)];
  return (row) => {
    const [network, bits] = [parseIpv6(text(row)), prefix(row)];
    if (network === undefined || bits === undefined) return '';
    return formatIpv6(maskedIpv6(network, Math.min(network.prefix, bits)));
  };
}

function compare(call: ScalarCall, result: (order: number) => Cell): Evaluator {
  const [first, second, prefix] = [textAt(call, 0), textAt(call, 1), prefixAt(call, 2)];
  return (row) => {
    const [a, b, bits] = [parseIpv6(first(row)), parseIpv6(second(row)), prefix(row)];
    if (a === undefined || b === undefined || bits === undefined) return null;
    const shortest = Math.min(a.prefix, b.prefix, bits);
    const [left, right] = [maskedIpv6(a, shortest), maskedIpv6(b, shortest)];
    return result(left === right ? 0 : left < right ? -1 : 1);
  };
}
