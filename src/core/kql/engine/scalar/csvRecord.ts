/** The fields of the first record. Quotes around a field keep commas, line ends and doubled quotes in it. */
export function firstCsvRecord(text: string): readonly string[] {
  const fields: string[] = [];
  for (let at = 0; ; at++) {
    const field = fieldAt(text, at);
    fields.push(field.value);
    at = field.end;
    if (text[at] !== ',') return fields;
  }
}

interface Field {
  readonly value: string;
  /** Where the comma stands after it, or the end of the record. */
  readonly end: number;
}

const PLAIN = /[^,\r\n]*/y;
const QUOTED = /"((?:[^"]|"")*)"/y;

function fieldAt(text: string, start: number): Field {
  QUOTED.lastIndex = start;
  const quoted = QUOTED.exec(text);
  const isWhole = quoted !== null && /^(?:[,\r\n]|$)/.test(text.slice(QUOTED.lastIndex, QUOTED.lastIndex + 1));
  if (isWhole) return { value: (quoted[1] ?? '').replaceAll('""', '"'), end: QUOTED.lastIndex };
  PLAIN.lastIndex = start;
  return { value: PLAIN.exec(text)?.[0] ?? '', end: PLAIN.lastIndex };
}
