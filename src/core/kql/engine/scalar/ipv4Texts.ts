import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { parseIpv4 } from './ipv4Address.ts';
import { textAt } from './textArguments.ts';
import { textsAfterFirst } from './textLists.ts';

/** Whether a text names an address of IPv4, with no letter or digit right before or after it. */
export const ipv4Texts: ScalarFunctions = {
  has_ipv4: (call) => hasAny(call, isAddress),
  has_any_ipv4: (call) => hasAny(call, isAddress),
  has_ipv4_prefix: (call) => hasAny(call, hasPrefix),
  has_any_ipv4_prefix: (call) => hasAny(call, hasPrefix),
};

/** Whether one of the addresses of a text is the one that is looked for, or begins with it. */
type Test = (address: string, wanted: string) => boolean;

function hasAny(call: ScalarCall, test: Test): Evaluator {
  const [text, wanted] = [textAt(call, 0), textsAfterFirst(call)];
  return (row) => {
    const addresses = addressesIn(text(row), call);
    if (addresses.length === 0) return false;
    return wanted(row).some((part) => addresses.some((address) => test(address, part)));
  };
}

const RUN = /[\d.]+/g;
const FOUR_OCTETS = /^\.?(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})\.?$/;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

function addressesIn(text: string, call: ScalarCall): readonly string[] {
  const found: string[] = [];
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (run.split('.').filter((octet) => octet !== '').length > 4) refuseLongRun(run, call);
    const address = FOUR_OCTETS.exec(run)?.[1];
    if (address === undefined || parseIpv4(address) === undefined) continue;
    const start = index + run.indexOf(address);
    const [before, after] = [text[start - 1] ?? ' ', text[start + address.length] ?? ' '];
    if (!LETTER_OR_DIGIT.test(before) && !LETTER_OR_DIGIT.test(after)) found.push(address);
  }
  return found;
}

/** Of five numbers with dots between them, four could be an address or not. */
function refuseLongRun(run: string, call: ScalarCall): never {
  throw new QueryError(`${call.name}() of a text with ${run.slice(0, 40)} is not supported.`, call.name);
}

function isAddress(address: string, wanted: string): boolean {
  return address === wanted;
}

const PREFIX = /^(?:\d{1,3}\.){1,3}$/;

/** A prefix ends with a dot, or is a whole address. */
function hasPrefix(address: string, wanted: string): boolean {
  return address === wanted || (PREFIX.test(wanted) && address.startsWith(wanted));
}
