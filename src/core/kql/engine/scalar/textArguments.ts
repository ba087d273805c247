import type { Row, ScalarType } from '../../values.ts';
import { textWriter } from '../cellText.ts';
import { cellConverter } from '../convertCell.ts';
import type { Argument, Evaluator, ScalarCall } from '../functionTable.ts';
import { argumentAt } from './callArguments.ts';

export type Text = (row: Row) => string;

/** The text of an argument of any type, as tostring() gives it. */
export function textAt(call: ScalarCall, index: number): Text {
  return textOfArgument(argumentAt(call, index));
}

export function textOfArgument({ type, evaluate, constant }: Argument): Text {
  const write = textWriter(type);
  if (constant !== undefined) {
    const text = write(constant.value);
    return () => text;
  }
  if (type !== 'string') return (row) => write(evaluate(row));
  return (row) => {
    const cell = evaluate(row);
    return typeof cell === 'string' ? cell : '';
  };
}

/** The argument's values as those of another type, into which the language turns them by itself. */
export function argumentAs({ type, evaluate }: Argument, wanted: ScalarType): Evaluator {
  if (type === wanted) return evaluate;
  const convert = cellConverter(type, wanted);
  return (row) => convert(evaluate(row));
}

/** A function of one text. */
export function ofText(apply: (text: string) => ReturnType<Evaluator>): (call: ScalarCall) => Evaluator {
  return (call) => {
    const text = textAt(call, 0);
    return (row) => apply(text(row));
  };
}
