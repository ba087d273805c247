/**
 * The arguments that Windows makes of a command line (CommandLineToArgvW): quotes keep spaces together, and backslashes
 * escape only before a quote. Null for a blank line.
 */
export function argumentsOfWindowsCommand(line: string): readonly string[] | null {
  if (line.trim() === '') return null;
  const program = PROGRAM.exec(line);
  const found = [program?.[1] ?? program?.[2] ?? ''];
  let rest = line.slice(program?.[0].length ?? 0);
  for (rest = rest.replace(/^[ \t]+/, ''); rest !== ''; rest = rest.replace(/^[ \t]+/, '')) {
    const { value, length } = nextArgument(rest);
    found.push(value);
    rest = rest.slice(length);
  }
  return found;
}

/** In the program's name a backslash is one, and a quote ends at the next. */
const PROGRAM = /^"([^"]*)"?|^([^ \t]*)/;

function nextArgument(text: string): { readonly value: string; readonly length: number } {
  let [value, isQuoted, at] = ['', false, 0];
  while (at < text.length) {
    const backslashes = /^\\*/.exec(text.slice(at))?.[0].length ?? 0;
    const after = text[at + backslashes];
    at += backslashes;
    if (after !== '"') {
      value += '\\'.repeat(backslashes);
      if (after === undefined || (!isQuoted && (after === ' ' || after === '\t'))) break;
      value += after;
      at++;
      continue;
    }
    value += '\\'.repeat(Math.floor(backslashes / 2));
    at++;
    if (backslashes % 2 === 1) value += '"';
    // Two quotes in a row within quotes are one that is meant, and end them.
    else if (isQuoted && text[at] === '"') {
      value += '"';
      at++;
      isQuoted = false;
    } else isQuoted = !isQuoted;
  }
  return { value, length: at };
}
