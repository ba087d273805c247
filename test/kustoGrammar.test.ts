import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';

const folder = path.resolve(import.meta.dirname, '..', 'media', 'kusto');
const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));

const rule = z.object({
  name: z.string().optional(),
  match: z.string().optional(),
  begin: z.string().optional(),
  end: z.string().optional(),
  include: z.string().optional(),
  captures: z.record(z.string(), z.object({ name: z.string() })).optional(),
  get patterns() {
    return z.array(rule).optional();
  },
});
type Rule = z.infer<typeof rule>;
const grammar = z
  .object({ scopeName: z.literal('source.kusto'), patterns: z.array(rule), repository: z.record(z.string(), rule) })
  .parse(read('kusto.tmLanguage.json'));

const rules = (list: readonly Rule[]): readonly Rule[] => list.flatMap((one) => [one, ...rules(one.patterns ?? [])]);
const all = rules([...grammar.patterns, ...Object.values(grammar.repository)]);

/** The scope that the first rule gives to this text, which it matches as a whole. */
function scopeOf(text: string, context = text): string | undefined {
  const ordered = grammar.patterns.flatMap(({ include = '' }) => rules([grammar.repository[include.slice(1)] ?? {}]));
  for (const { name, match, captures } of ordered) {
    const found = match === undefined ? null : new RegExp(match, 'd').exec(context);
    if (found === null || match === undefined) continue;
    if (found[0].trim() === text && name !== undefined) return name;
    const group = found.findIndex((one, index) => index > 0 && one === text);
    if (group > 0) return captures?.[group]?.name;
  }
  return undefined;
}

describe('the grammar', () => {
  test('is of valid expressions, and includes only what it has', () => {
    const expressions = all.flatMap(({ match, begin, end }) => [match, begin, end]).filter((one) => one !== undefined);
    expect(expressions.length).toBeGreaterThan(30);
    for (const expression of expressions) expect(() => new RegExp(expression), expression).not.toThrow();
    for (const { include } of all)
      if (include !== undefined) expect(grammar.repository).toHaveProperty(include.slice(1));
  });

  test.each([
    ['where', 'T | where a', 'keyword.control.kusto'],
    ['project-away', 'T | project-away a', 'keyword.control.kusto'],
    ['mv-expand', '| mv-expand a', 'keyword.control.kusto'],
    ['let', 'let a = 1', 'keyword.control.kusto'],
    ['!has_cs', 'a !has_cs "b"', 'keyword.operator.word.kusto'],
    ['in~', 'a in~ ("b")', 'keyword.operator.word.kusto'],
    ['// why', 'T // why', 'comment.line.double-slash.kusto'],
    ['12', 'take 12', 'constant.numeric.kusto'],
    ['1.5h', 'ago(1.5h)', 'constant.numeric.timespan.kusto'],
    ['timechart', '| render timechart', 'support.constant.chart.kusto'],
    ['strlen', 'strlen(a)', 'entity.name.function.kusto'],
    ['@"c:\\d"', 'print @"c:\\d"', 'string.quoted.double.verbatim.kusto'],
  ])('gives %s its scope', (text, context, scope) => {
    expect(scopeOf(text, context)).toBe(scope);
  });
});

test('the snippets are of the form that the editor reads', () => {
  const snippet = z.strictObject({ prefix: z.string(), description: z.string(), body: z.array(z.string()) });
  const snippets = z.record(z.string(), snippet).parse(read('snippets.json'));
  expect(Object.keys(snippets).length).toBeGreaterThan(5);
});

test('the language configuration is of valid expressions', () => {
  const pattern = z.object({ pattern: z.string() });
  const { wordPattern, indentationRules, onEnterRules } = z
    .object({
      wordPattern: z.string(),
      indentationRules: z.record(z.string(), z.string()),
      onEnterRules: z.array(z.object({ beforeText: pattern, afterText: pattern })),
    })
    .parse(read('language-configuration.json'));
  const words = 'project-away a-b, matches 1d x_y'.match(new RegExp(wordPattern, 'g'));
  expect(words).toEqual(['project-away', 'a', 'b', 'matches', '1d', 'x_y']);
  for (const one of Object.values(indentationRules)) expect(() => new RegExp(one)).not.toThrow();
  for (const { beforeText } of onEnterRules) expect(() => new RegExp(beforeText.pattern)).not.toThrow();
});
