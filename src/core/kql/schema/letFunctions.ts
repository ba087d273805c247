import { maskedText } from '../language/maskedText.ts';
import { auditFunctions } from './auditFunctions.ts';

/** The stored functions that a query names, as `let` statements: elsewhere they may not be stored. */
export function letFunctions(text: string): readonly string[] {
  const names = new Set(maskedText(text).match(/\w+/g));
  return auditFunctions.flatMap((stored) =>
    'body' in stored && names.has(stored.name) ? [`let ${stored.name} = ${stored.parameters} ${stored.body};\n`] : [],
  );
}
