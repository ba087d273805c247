import type { RE2JS } from 're2js';
import type { ParseStep } from '../../plan.ts';
import type { Cell } from '../../values.ts';
import { textWriter } from '../cellText.ts';
import { emptyCell } from '../cellTypes.ts';
import type { Compilation } from '../compilation.ts';
import { compileExpression } from '../compileExpression.ts';
import { QueryError } from '../functionTable.ts';
import { type PatternReader, partConverter, patternReader } from '../parsePattern.ts';
import { REGEX_SHAPES } from '../parseShapes.ts';
import { compileRegex } from '../scalar/operators/regexOperators.ts';
import type { Source } from '../source.ts';
import type { PlanOf } from './planOf.ts';

export function compileParse(plan: PlanOf<'parse'>, compilation: Compilation): Source {
  const { pattern, mode, onlyMatching, columns } = plan;
  const source = compilation.compilePlan(plan.input, compilation);
  const subject = compileExpression(plan.subject, compilation);
  const write = textWriter(subject.type);
  const read =
    mode === 'regex' ? regexReader(pattern, plan.flags) : patternReader(pattern, { isRelaxed: mode === 'relaxed' });
  const targets = pattern.flatMap((step) => (step.kind === 'capture' ? [step.column] : []));
  return (sink) =>
    source((row) => {
      const cells = read(write(subject.evaluate(row)));
      if (cells === undefined && onlyMatching) return true;
      const made: Cell[] = row.slice();
      while (made.length < columns.length) made.push(null);
      for (const [index, column] of targets.entries()) {
        made[column] = cells?.[index] ?? emptyCell(columns[column]?.type ?? 'dynamic');
      }
      return sink(made);
    });
}

/** The pattern as one regular expression, whose constants are regular expressions themselves, and which may end anywhere. */
function regexReader(steps: readonly ParseStep[], flags: string): PatternReader {
  const prefix = flags === '' ? '' : `(?${flags})`;
  const parts = steps.map((step, index) => partOf(step, index, { steps, flags }));
  const regex = compileRegex(`${prefix}^(?:${parts.join('')})`);
  const count = steps.filter(({ kind }) => kind === 'capture').length;
  const convert = partConverter(steps, { isRelaxed: false });
  return (text) => {
    const groups = groupsOf(regex, text, count);
    return groups === undefined ? undefined : convert(groups);
  };
}

/** Groups that the author wrote have no such name. */
const GROUP = 'kqlCapture';

interface RegexPattern {
  readonly steps: readonly ParseStep[];
  readonly flags: string;
}

function partOf(step: ParseStep, index: number, { steps, flags }: RegexPattern): string {
  if (step.kind === 'text') return `(?:${step.text})`;
  if (step.kind === 'skip') return '.*?';
  const number = steps.slice(0, index).filter(({ kind }) => kind === 'capture').length;
  const isTime = step.type === 'datetime' || step.type === 'timespan';
  if (isTime && (index === steps.length - 1 || flags.includes('U'))) {
    throw new QueryError(
      `parse with regular expressions needs another part of the pattern after a column of type ${step.type}, and no flag U.`,
      'parse',
    );
  }
  return `(?P<${GROUP}${number}>${REGEX_SHAPES[step.type] ?? '.*'})`;
}

function groupsOf(regex: RE2JS, text: string, count: number): readonly string[] | undefined {
  const matcher = regex.matcher(text);
  if (!matcher.find()) return undefined;
  return Array.from({ length: count }, (_, index) => matcher.group(`${GROUP}${index}`) ?? '');
}
