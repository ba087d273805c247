import type { Row } from '../../values.ts';
import { isArray } from '../cellTypes.ts';
import { dynamicText } from '../dynamicText.ts';
import type { ScalarCall } from '../functionTable.ts';
import { textOfArgument } from './textArguments.ts';

/** The texts that the arguments from the second on name: each is one text, or an array of them. */
export function textsAfterFirst(call: ScalarCall): (row: Row) => readonly string[] {
  const lists = call.args.slice(1).map((argument) => {
    const write = textOfArgument(argument);
    return (row: Row): readonly string[] => {
      const cell = argument.evaluate(row);
      return isArray(cell) ? cell.map(dynamicText) : [write(row)];
    };
  });
  const [first] = lists;
  return lists.length === 1 && first !== undefined ? first : (row) => lists.flatMap((list) => list(row));
}
