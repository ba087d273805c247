import type { Cell } from '../../values.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { inAnyRange } from './addressRanges.ts';
import { argumentAt, countAt, isIntegerType } from './callArguments.ts';
import { formatIpv4, type Ipv4Network, ipv4Ranges, maskedIpv4, parseIpv4 } from './ipv4Address.ts';
import { ofText, textAt } from './textArguments.ts';

/** Addresses of IPv4. A prefix behind an address, `/24`, says how many of its bits count. */
export const ipv4: ScalarFunctions = {
  parse_ipv4: ofText((text) => {
    const network = parseIpv4(text);
    return network === undefined ? null : maskedIpv4(network, network.prefix);
  }),
  parse_ipv4_mask: parseMasked,
  format_ipv4: (call) => formatted(call, (address) => address),
  format_ipv4_mask: (call) => formatted(call, (address, prefix) => `${address}/${prefix}`),
  ipv4_compare: (call) => compare(call, (order) => order),
  ipv4_is_match: (call) => compare(call, (order) => order === 0),
  ipv4_is_in_range: inAnyRange({ parse: parseIpv4, mask: maskedIpv4 }),
  ipv4_is_in_any_range: inAnyRange({ parse: parseIpv4, mask: maskedIpv4 }),
  ipv4_is_private: ofText(isPrivate),
  ipv4_netmask_suffix: ofText((text) => parseIpv4(text)?.prefix ?? null),
  ipv4_range_to_cidr_list: rangeToCidrList,
};

/** A prefix as an argument; all bits without it. Undefined for one that does not exist. */
function prefixAt(call: ScalarCall, index: number): (row: readonly Cell[]) => number | undefined {
  if (call.args.length <= index) return () => 32;
  const count = countAt(call, index);
  return (row) => {
    const prefix = count(row);
    return prefix !== null && prefix >= 0 && prefix <= 32 ? prefix : undefined;
  };
}

function parseMasked(call: ScalarCall): Evaluator {
  const [text, prefix] = [textAt(call, 0), prefixAt(call, 1)];
  return (row) => {
    const [network, bits] = [parseIpv4(text(row)), prefix(row)];
    return network === undefined || bits === undefined ? null : maskedIpv4(network, Math.min(network.prefix, bits));
  };
}

function formatted(call: ScalarCall, write: (address: string, prefix: number) => string): Evaluator {
  const [network, prefix] = [networkAt(call, 0), prefixAt(call, 1)];
  return (row) => {
    const [found, bits] = [network(row), prefix(row)];
    if (found === undefined || bits === undefined) return '';
    const shorter = Math.min(found.prefix, bits);
    return write(formatIpv4(maskedIpv4(found, shorter)), shorter);
  };
}

/** A text, or the number of an address. */
function networkAt(call: ScalarCall, index: number): (row: readonly Cell[]) => Ipv4Network | undefined {
  const { type, evaluate } = argumentAt(call, index);
  if (!isIntegerType(type)) {
    const text = textAt(call, index);
    return (row) => parseIpv4(text(row));
  }
  return (row) => {
    const address = evaluate(row);
    return typeof address === 'number' && address >= 0 && address < 2 ** 32 ? { address, prefix: 32 } : undefined;
  };
}

function compare(call: ScalarCall, result: (order: number) => Cell): Evaluator {
  const [first, second, prefix] = [textAt(call, 0), textAt(call, 1), prefixAt(call, 2)];
  return (row) => {
    const [a, b, bits] = [parseIpv4(first(row)), parseIpv4(second(row)), prefix(row)];
    if (a === undefined || b === undefined || bits === undefined) return null;
    const shortest = Math.min(a.prefix, b.prefix, bits);
    return result(Math.sign(maskedIpv4(a, shortest) - maskedIpv4(b, shortest)));
  };
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(parseIpv4).filter((range) => range !== undefined);

function isPrivate(text: string): Cell {
  const ip = parseIpv4(text);
  if (ip === undefined) return null;
  return PRIVATE.some(
    (range) => ip.prefix >= range.prefix && maskedIpv4(ip, range.prefix) === maskedIpv4(range, range.prefix),
  );
}

function rangeToCidrList(call: ScalarCall): Evaluator {
  const [first, last] = [textAt(call, 0), textAt(call, 1)];
  return (row) => {
    const [start, end] = [parseIpv4(first(row)), parseIpv4(last(row))];
    if (start?.prefix !== 32 || end?.prefix !== 32 || start.address > end.address) {
      throw new QueryError('ipv4_range_to_cidr_list() needs a first and a last address.', call.name);
    }
    return ipv4Ranges(start.address, end.address);
  };
}
