import type { RE2JS } from 're2js';
import type { Dynamic } from '../../values.ts';
import { isArray } from '../cellTypes.ts';
import { type Argument, type Evaluator, QueryError, type ScalarCall, type ScalarFunctions } from '../functionTable.ts';
import { cellParser } from '../parseCell.ts';
import { argumentAt, constantText, countAt } from './callArguments.ts';
import { characterCount, charactersBefore, indexOfCharacter } from './characters.ts';
import { compileRegex } from './operators/regexOperators.ts';
import { type RegexOfRow, regexAt } from './regexArgument.ts';
import { rewriter } from './regexRewrite.ts';
import { searchWindowAt } from './searches.ts';
import { type Text, textAt } from './textArguments.ts';

/** Functions with regular expressions of RE2. */
export const regexes: ScalarFunctions = {
  extract,
  extract_all: extractAll,
  extractall: extractAll,
  replace_regex: replaceRegex,
  replace: ({ args: [regex, rewrite, source], ...call }) =>
    replaceRegex({ ...call, args: present([source, regex, rewrite]) }),
  countof: countOf,
  indexof_regex: indexOfRegex,
  regex_quote: regexQuote,
};

/** The arguments that a call has. */
function present(args: readonly (Argument | undefined)[]): readonly Argument[] {
  return args.filter((argument) => argument !== undefined);
}

/** A capture group of the first match; an empty string, or null of another type, where there is none. */
function extract(call: ScalarCall): Evaluator {
  const [regex, group, text] = [regexAt(call, 0), countAt(call, 1), textAt(call, 2)];
  const parse = cellParser(call.type);
  return (row) => {
    const matcher = regex(row).matcher(text(row));
    const index = group(row);
    if (index === null || index < 0 || index > matcher.groupCount() || !matcher.find()) return parse('');
    return parse(matcher.group(index) ?? '');
  };
}

const MAX_GROUPS = 16;

/** All matches: an array of texts for one capture group, of arrays for several; null where nothing matches. */
function extractAll(call: ScalarCall): Evaluator {
  const regex = compileRegex(constantText(call, 0));
  const text = textAt(call, call.args.length - 1);
  const groups = selectedGroups(call, regex);
  return (row) => {
    const matcher = regex.matcher(text(row));
    const found: Dynamic[] = [];
    while (matcher.find()) {
      const captured = groups.map((group) => matcher.group(group) ?? '');
      found.push(captured.length === 1 ? (captured[0] ?? '') : captured);
    }
    return found.length === 0 ? null : found;
  };
}

/** By number or name. Numbers of groups that do not exist are left out; without any left, all groups are meant. */
function selectedGroups(call: ScalarCall, regex: RE2JS): readonly number[] {
  const count = regex.groupCount();
  if (count < 1 || count > MAX_GROUPS) {
    throw new QueryError(`extract_all() needs a regular expression with 1 to ${MAX_GROUPS} capture groups.`);
  }
  const all = Array.from({ length: count }, (_, index) => index + 1);
  if (call.args.length < 3) return all;
  const selection = argumentAt(call, 1).constant?.value;
  if (!isArray(selection)) throw new QueryError('extract_all() needs its capture groups as a constant array.');
  const names: Readonly<Record<string, number>> = regex.namedGroups();
  const groups = selection.map((group) => (typeof group === 'string' ? names[group] : group));
  if (groups.some((group) => typeof group !== 'number')) {
    throw new QueryError('extract_all() was given a capture group that its regular expression does not have.');
  }
  const existing = groups.filter((group) => typeof group === 'number' && all.includes(group));
  return existing.length === 0 ? all : existing.map(Number);
}

/** Every match is replaced. Matches do not overlap, and none is empty right after another one. */
function replaceRegex(call: ScalarCall): Evaluator {
  const [text, regex, rewrite]: [Text, RegexOfRow, ReturnType<typeof rewriter>] = [
    textAt(call, 0),
    regexAt(call, 1),
    rewriter(call, 2),
  ];
  return (row) => {
    const source = text(row);
    const matcher = regex(row).matcher(source);
    const write = rewrite(row);
    let [replaced, end] = ['', -1];
    while (matcher.find()) {
      if (matcher.start() === matcher.end() && matcher.start() === end) continue;
      replaced += source.slice(Math.max(end, 0), matcher.start()) + write(matcher);
      end = matcher.end();
    }
    return end === -1 ? source : replaced + source.slice(end);
  };
}

/** Texts may overlap, matches of a regular expression do not. */
function countOf(call: ScalarCall): Evaluator {
  const kind = call.args.length > 2 ? constantText(call, 2) : 'normal';
  if (kind === 'regex') return countMatches(call);
  if (kind !== 'normal') throw new QueryError(`countof() has no kind '${kind}'.`, call.name);
  const [text, search] = [textAt(call, 0), textAt(call, 1)];
  return (row) => {
    const [source, part] = [text(row), search(row)];
    if (part === '') return 0;
    let count = 0;
    for (let index = source.indexOf(part); index !== -1; index = source.indexOf(part, index + 1)) count++;
    return count;
  };
}

function countMatches(call: ScalarCall): Evaluator {
  const [text, regex] = [textAt(call, 0), regexAt(call, 1)];
  return (row) => {
    const matcher = regex(row).matcher(text(row));
    let count = 0;
    while (matcher.find()) {
      if (matcher.start() === matcher.end()) {
        throw new QueryError('countof() with a regular expression that matches nothing is not supported.', call.name);
      }
      count++;
    }
    return count;
  };
}

/** Null for a negative start. Matches do not overlap. */
function indexOfRegex(call: ScalarCall): Evaluator {
  const [text, regex, window] = [textAt(call, 0), regexAt(call, 1), searchWindowAt(call)];
  return (row) => {
    const found = window(row);
    if (found === undefined || found.start < 0) return null;
    const source = text(row);
    if (found.start > characterCount(source)) return -1;
    const [from, to] = [found.start, found.start + found.length].map((index) => indexOfCharacter(source, index));
    const matcher = regex(row).matcher(source.slice(0, to));
    let isFound = matcher.find(from ?? 0);
    for (let count = 1; isFound && count < found.occurrence; count++) isFound = matcher.find();
    return isFound ? charactersBefore(source, matcher.start()) : -1;
  };
}

/** Only the characters with a meaning are escaped; whether Kusto escapes some others too is not documented. */
function regexQuote(call: ScalarCall): Evaluator {
  const text = textAt(call, 0);
  return (row) => {
    const source = text(row);
    if (!/^[\p{L}\p{N}_\\^$.|?*+()[\]{}]*$/u.test(source)) {
      throw new QueryError('regex_quote() is supported only for letters, digits and \\^$.|?*+()[]{}.', call.name);
    }
    return source.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
  };
}
