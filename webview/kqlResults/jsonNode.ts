import { visibleText } from '../grid/cellText.ts';

/** A value inside a dynamic one. Numbers keep the digits that they were written with. */
export type JsonNode =
  | { readonly kind: 'bag'; readonly entries: readonly JsonEntry[] }
  | { readonly kind: 'array'; readonly entries: readonly JsonEntry[] }
  | { readonly kind: 'string' | 'number' | 'boolean' | 'null'; readonly text: string };

export interface JsonEntry {
  readonly name: string;
  readonly node: JsonNode;
}

/** Undefined for a text that is no JSON, for instance one that was cut off. */
export function parseJson(text: string): JsonNode | undefined {
  try {
    // As a number, a long of 64 bits would lose digits.
    const parsed: unknown = JSON.parse(text, (_name, value: unknown, context?: { readonly source?: string }) =>
      typeof value === 'number' ? new NumberText(context?.source ?? String(value)) : value,
    );
    return nodeOf(parsed);
  } catch {
    return undefined;
  }
}

class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

function nodeOf(value: unknown): JsonNode {
  if (value instanceof NumberText) return { kind: 'number', text: value.text };
  if (Array.isArray(value)) {
    return { kind: 'array', entries: value.map((each, index) => ({ name: String(index), node: nodeOf(each) })) };
  }
  if (typeof value === 'object' && value !== null) {
    return { kind: 'bag', entries: Object.entries(value).map(([name, each]) => ({ name, node: nodeOf(each) })) };
  }
  if (typeof value === 'string') return { kind: 'string', text: value };
  return { kind: typeof value === 'boolean' ? 'boolean' : 'null', text: String(value) };
}

/** What a closed bag or array holds, in one line. */
export function nodeSummary(node: JsonNode): string {
  if (node.kind === 'string') return `"${visibleText(node.text)}"`;
  if (!('entries' in node)) return node.text;
  const [open, close] = node.kind === 'bag' ? ['{', '}'] : ['[', ']'];
  if (node.entries.length === 0) return open + close;
  const names = node.entries.slice(0, SUMMARY_NAMES).map(({ name }) => visibleText(name));
  const more = node.entries.length > names.length ? ', …' : '';
  return node.kind === 'bag' ? `{ ${names.join(', ')}${more} }` : `[ ${node.entries.length} ]`;
}

const SUMMARY_NAMES = 4;
