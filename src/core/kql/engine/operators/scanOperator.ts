import type { Expression, ScanStep } from '../../plan.ts';
import type { Cell, Row } from '../../values.ts';
import { emptyCell } from '../cellTypes.ts';
import type { Compilation } from '../compilation.ts';
import { compileExpression, constantValue } from '../compileExpression.ts';
import { cellConverter } from '../convertCell.ts';
import { type Evaluator, QueryError } from '../functionTable.ts';
import type { Source } from '../source.ts';
import type { PlanOf } from './planOf.ts';

/**
 * Each row is tried against the steps from the last to the first. A step continues the sequence of the step before it, or
 * its own; the first step begins a new one where it has none.
 */
export function compileScan({ input, scan }: PlanOf<'scan'>, compilation: Compilation): Source {
  const source = compilation.compilePlan(input, compilation);
  const defaults = scan.declared.map(({ type, defaultValue }): Cell => {
    if (defaultValue === undefined) return emptyCell(type);
    return cellConverter(defaultValue.type, type)(constantValue(defaultValue, compilation));
  });
  const width = input.columns.length + defaults.length;
  // A step that has matched nothing yet shows the defaults.
  const empty = [...input.columns.map(({ type }) => emptyCell(type)), ...defaults];
  const steps = scan.steps.map((step) => compileStep(step, scan.declared, compilation));
  return (sink) => {
    const states: (Sequence | undefined)[] = steps.map(() => undefined);
    let begun = 0;
    let isWanted = true;
    source((row) => {
      const current: Row = [...row, ...defaults];
      for (let index = steps.length - 1; index >= 0 && isWanted; index -= 1) {
        const step = steps[index];
        if (step === undefined) continue;
        const before = index === 0 ? undefined : states[index - 1];
        const view = (sequence: Sequence | undefined): Row => visible(row, sequence, { empty, count: steps.length });
        let base: Sequence | undefined;
        if (before !== undefined && step.condition(view(before)) === true) {
          base = before;
          states[index - 1] = undefined;
        } else {
          const own = states[index];
          if ((own === undefined && index > 0) || step.condition(view(own)) !== true) continue;
          base = own;
        }
        const made = assigned(current, step, view(base), width - defaults.length);
        const match = base?.match ?? begun;
        if (base === undefined) begun += 1;
        const rows = [...(base?.rows ?? [])];
        rows[index] = made;
        states[index] = { rows, match };
        if (step.output === 'all') isWanted = sink(scan.withMatchId ? [...made, match] : made);
      }
      return isWanted;
    });
  };
}

/** A sequence that a step holds: the last row that each step so far has matched. */
interface Sequence {
  readonly rows: readonly (Row | undefined)[];
  readonly match: number;
}

interface Step {
  readonly condition: Evaluator;
  readonly assignments: readonly { readonly declared: number; readonly evaluate: Evaluator }[];
  readonly output: ScanStep['output'];
}

function compileStep(step: ScanStep, declared: PlanOf<'scan'>['scan']['declared'], compilation: Compilation): Step {
  if (step.isOptional) throw new QueryError('Optional steps of scan are not supported.', 'scan');
  if (step.output === 'last') throw new QueryError('The option output=last of scan is not supported.', 'scan');
  const assignment = ({ declared: target, value }: { readonly declared: number; readonly value: Expression }) => {
    const { evaluate, type } = compileExpression(value, compilation);
    const convert = cellConverter(type, declared[target]?.type ?? type);
    return { declared: target, evaluate: (row: Row) => convert(evaluate(row)) };
  };
  return {
    condition: compileExpression(step.condition, compilation).evaluate,
    assignments: step.assignments.map(assignment),
    output: step.output,
  };
}

/** What expressions see: the row of the input, and then what each step has matched last, declared columns included. */
function visible(
  input: Row,
  sequence: Sequence | undefined,
  { empty, count }: { readonly empty: Row; readonly count: number },
): Row {
  const row = [...input];
  for (let index = 0; index < count; index += 1) row.push(...(sequence?.rows[index] ?? empty));
  return row;
}

function assigned(current: Row, { assignments }: Step, view: Row, inputWidth: number): Row {
  const made = [...current];
  for (const { declared, evaluate } of assignments) made[inputWidth + declared] = evaluate(view);
  return made;
}
