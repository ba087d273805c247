import { type Evaluator, QueryError, type ScalarCall } from '../functionTable.ts';
import { textAt } from './textArguments.ts';
import { textsAfterFirst } from './textLists.ts';

interface Network {
  readonly prefix: number;
}

export interface AddressFamily<N extends Network> {
  /** Undefined for a text that is no address. */
  readonly parse: (text: string) => N | undefined;
  /** The address without the bits after the prefix. */
  readonly mask: (network: N, prefix: number) => number | bigint;
}

/** Whether an address is in one of the ranges; null where one of two texts is no address. */
export function inAnyRange<N extends Network>({ parse, mask }: AddressFamily<N>): (call: ScalarCall) => Evaluator {
  return (call) => {
    const [text, ranges] = [textAt(call, 0), textsAfterFirst(call)];
    return (row) => {
      const ip = parse(text(row));
      if (ip === undefined) return null;
      let [count, invalid] = [0, 0];
      for (const written of ranges(row)) {
        const range = parse(written);
        count++;
        if (range === undefined) invalid++;
        else if (ip.prefix < range.prefix) refuse(call, 'of a network that is larger than the range');
        else if (mask(ip, range.prefix) === mask(range, range.prefix)) return true;
      }
      if (invalid === 0) return false;
      return count === 1 ? null : refuse(call, 'with a range that is none among others');
    };
  };
}

function refuse({ name }: ScalarCall, what: string): never {
  throw new QueryError(`${name}() ${what} is not supported.`, name);
}
