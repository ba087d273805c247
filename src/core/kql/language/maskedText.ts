/** Stands for a character of a string. */
export const IN_STRING = '\u0001';
/** Stands for a character of a comment. */
export const IN_COMMENT = '\u0002';

/**
 * The text with the same length in which strings and comments are filled with placeholders, so that what remains is code.
 * Line breaks stay, but for those inside strings of several lines.
 */
export function maskedText(text: string): string {
  return text.replace(LITERALS, (literal) =>
    literal.startsWith('//') ? IN_COMMENT.repeat(literal.length) : IN_STRING.repeat(literal.length),
  );
}

/**
 * Comments; strings in three backticks or tildes; verbatim strings, in which a quote is doubled; and others, in which it
 * is escaped. A string that nothing ends goes to the end of its line, as while it is being typed.
 */
const LITERALS =
  /\/\/[^\r\n]*|```[\s\S]*?```|~~~[\s\S]*?~~~|@"(?:[^"\r\n]|"")*"?|@'(?:[^'\r\n]|'')*'?|"(?:[^"\\\r\n]|\\[^\r\n])*\\?"?|'(?:[^'\\\r\n]|\\[^\r\n])*\\?'?/g;

/** The string or comment that a position is inside of. */
export function literalAt(
  text: string,
  position: number,
): { readonly start: number; readonly text: string } | undefined {
  for (const { 0: literal, index } of text.matchAll(LITERALS)) {
    if (index >= position) return undefined;
    const end = index + literal.length;
    if (position < end || (position === end && isUnended(literal))) return { start: index, text: literal };
  }
  return undefined;
}

function isUnended(literal: string): boolean {
  if (literal.startsWith('//')) return true;
  const opening = /^@?["']|^```|^~~~/.exec(literal)?.[0] ?? '';
  const closing = opening.replace('@', '');
  return (
    literal.length < opening.length + closing.length ||
    !literal.endsWith(closing) ||
    /[^\\]\\(?:\\\\)*["']$/.test(literal)
  );
}

/** Whether a position is between two brackets that belong together. A bracket without a partner does not count. */
export function betweenBrackets(masked: string): (position: number) => boolean {
  const open: { readonly closing: string; readonly at: number }[] = [];
  /** How many of those that are open wait for each closing bracket. */
  const awaited = new Map<string, number>();
  /** For each position, 1 where a pair begins and -1 behind its end. */
  const steps = new Map<number, number>();
  for (const { 0: bracket, index } of masked.matchAll(/[()[\]{}]/g)) {
    const closing = CLOSING[bracket];
    if (closing !== undefined) {
      open.push({ closing, at: index });
      awaited.set(closing, (awaited.get(closing) ?? 0) + 1);
      continue;
    }
    if ((awaited.get(bracket) ?? 0) === 0) continue;
    // What was opened since has no partner.
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      awaited.set(one.closing, (awaited.get(one.closing) ?? 0) - 1);
      if (one.closing !== bracket) continue;
      steps.set(one.at, 1).set(index, -1);
      break;
    }
  }
  const depths: [position: number, depth: number][] = [];
  let depth = 0;
  for (const [position, step] of [...steps].sort(([one], [other]) => one - other)) {
    depth += step;
    depths.push([position, depth]);
  }
  return (position) => {
    let [low, high] = [0, depths.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((depths[middle]?.[0] ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return (depths[low - 1]?.[1] ?? 0) > 0;
  };
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
