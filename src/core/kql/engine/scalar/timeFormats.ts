import {
  type Int64,
  type Row,
  TICKS_PER_DAY,
  TICKS_PER_HOUR,
  TICKS_PER_MINUTE,
  TICKS_PER_SECOND,
} from '../../values.ts';
import { dateOf, dayOf, dayOfMonthOf, monthOf, ticksOfDay, yearOf } from '../calendar.ts';
import { type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { argumentAt, datetimeAt, int64At, refuseTypes } from './callArguments.ts';

/** Datetimes and timespans as text, by the specifiers and delimiters of Kusto's documentation; all others are refused. */
export const timeFormats: ScalarFunctions = {
  format_datetime: (call) => formatter(call, datetimeAt(call, 0), DATETIME_SPECIFIERS),
  format_timespan: (call) => formatter(call, timespanAt(call), TIMESPAN_SPECIFIERS),
};

/** What a run of one letter writes, by day and ticks of the day; for a timespan the day counts its whole days. */
type Writer = (day: number, ticks: number) => string;

function timespanAt(call: ScalarCall): (row: Row) => Int64 | null {
  if (argumentAt(call, 0).type !== 'timespan') return refuseTypes(call);
  const read = int64At(call, 0);
  return (row) => {
    const timespan = read(row);
    if (timespan !== null && timespan < 0) {
      throw new QueryError('format_timespan() of a negative timespan is not supported.', call.name);
    }
    return timespan;
  };
}

function formatter(
  call: ScalarCall,
  read: (row: Row) => Int64 | null,
  specifiers: Readonly<Record<string, Writer>>,
): Evaluator {
  const { constant, evaluate } = argumentAt(call, 1);
  const writersOf = remembering((format) => compile(call, format, specifiers));
  // A format that is wrong is refused before the first row.
  if (typeof constant?.value === 'string') writersOf(constant.value);
  return (row) => {
    const value = read(row);
    const format = evaluate(row);
    if (value === null || typeof format !== 'string') return '';
    const [day, ticks] = [dayOf(value), ticksOfDay(value)];
    let text = '';
    for (const write of writersOf(format)) text += write(day, ticks);
    return text;
  };
}

/** Remembers the last format: nearly always it is the same for all rows. */
function remembering(compileFormat: (format: string) => readonly Writer[]): (format: string) => readonly Writer[] {
  let known: { readonly format: string; readonly writers: readonly Writer[] } | undefined;
  return (format) => {
    if (known?.format !== format) known = { format, writers: compileFormat(format) };
    return known.writers;
  };
}

function compile(
  { name }: ScalarCall,
  format: string,
  specifiers: Readonly<Record<string, Writer>>,
): readonly Writer[] {
  const runs = format.match(/([a-zA-Z])\1*|./gsu) ?? [];
  return runs.map((run, index) => {
    if (DELIMITERS.includes(run)) return () => run;
    const write = Object.hasOwn(specifiers, run) ? specifiers[run] : undefined;
    if (write === undefined) throw new QueryError(`${name}() does not support '${run}' in a format.`, name);
    // .NET leaves out the dot before a fraction that writes nothing; Kusto's documentation says nothing of it.
    const isDotBefore = run.startsWith('F') && runs[index - 1] === '.';
    return isDotBefore
      ? withText(write, `${name}() with '.${run}' is not supported where the fraction is zero.`)
      : write;
  });
}

const DELIMITERS = [...' /-:,._[]'];

function withText(write: Writer, sentence: string): Writer {
  return (day, ticks) => {
    const text = write(day, ticks);
    if (text === '') throw new QueryError(sentence, 'F');
    return text;
  };
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0');
}

const hourOf = (ticks: number): number => Math.floor(ticks / TICKS_PER_HOUR);
const minuteOf = (ticks: number): number => Math.floor(ticks / TICKS_PER_MINUTE) % 60;
const secondOf = (ticks: number): number => Math.floor(ticks / TICKS_PER_SECOND) % 60;
/** On a clock with twelve hours. */
const shortHourOf = (ticks: number): number => ((hourOf(ticks) + 11) % 12) + 1;

const FRACTIONS: Readonly<Record<string, Writer>> = Object.fromEntries(
  [1, 2, 3, 4, 5, 6, 7].flatMap((length): [string, Writer][] => {
    const write: Writer = (_day, ticks) => digits(ticks % TICKS_PER_SECOND, 7).slice(0, length);
    return [
      ['f'.repeat(length), write],
      ['F'.repeat(length), (day, ticks) => write(day, ticks).replace(/0+$/, '')],
    ];
  }),
);

const CLOCK: Readonly<Record<string, Writer>> = {
  ...FRACTIONS,
  H: (_day, ticks) => `${hourOf(ticks)}`,
  HH: (_day, ticks) => digits(hourOf(ticks), 2),
  m: (_day, ticks) => `${minuteOf(ticks)}`,
  mm: (_day, ticks) => digits(minuteOf(ticks), 2),
  s: (_day, ticks) => `${secondOf(ticks)}`,
  ss: (_day, ticks) => digits(secondOf(ticks), 2),
};

const DATETIME_SPECIFIERS: Readonly<Record<string, Writer>> = {
  ...CLOCK,
  d: (day) => `${dayOfMonthOf(dateOf(day))}`,
  dd: (day) => digits(dayOfMonthOf(dateOf(day)), 2),
  h: (_day, ticks) => `${shortHourOf(ticks)}`,
  hh: (_day, ticks) => digits(shortHourOf(ticks), 2),
  M: (day) => `${monthOf(dateOf(day))}`,
  MM: (day) => digits(monthOf(dateOf(day)), 2),
  y: (day) => `${yearOf(dateOf(day)) % 100}`,
  yy: (day) => digits(yearOf(dateOf(day)) % 100, 2),
  yyyy: (day) => digits(yearOf(dateOf(day)), 4),
  tt: (_day, ticks) => (ticks < TICKS_PER_DAY / 2 ? 'AM' : 'PM'),
};

const TIMESPAN_SPECIFIERS: Readonly<Record<string, Writer>> = {
  ...CLOCK,
  ...Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8].map((length): [string, Writer] => ['d'.repeat(length), (day) => digits(day, length)]),
  ),
  h: (_day, ticks) => `${hourOf(ticks)}`,
  hh: (_day, ticks) => digits(hourOf(ticks), 2),
};
