import type { AggregateFunction } from '../functionTable.ts';
import { argumentAt } from './argumentAt.ts';

/** The same aggregate over the rows for which its argument number `predicateAt`, which it does not see, is true. */
export function onlyIf(aggregate: AggregateFunction, predicateAt = 1): AggregateFunction {
  return (call) => {
    const isWanted = argumentAt(call, predicateAt).evaluate;
    const create = aggregate({ ...call, args: call.args.toSpliced(predicateAt, 1) });
    return () => {
      const accumulator = create();
      return {
        add(row) {
          if (isWanted(row) === true) accumulator.add(row);
        },
        finish(out) {
          accumulator.finish(out);
        },
      };
    };
  };
}
