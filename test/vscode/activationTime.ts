import { z } from 'zod';
import { type ExtensionHost, hostEval } from './extensionHost.ts';

const marksSchema = z.array(z.object({ name: z.string(), startTime: z.number() }));

/** How long an extension took to load and to activate, from the extension host's own performance marks. */
export interface ActivationTime {
  readonly loadMs: number;
  readonly activateMs: number;
}

export async function activationTime(host: ExtensionHost, extensionId: string): Promise<ActivationTime> {
  const marks = marksSchema.parse(
    await hostEval(host, () => Reflect.get(globalThis, 'MonacoPerformanceMarks').getMarks(), null),
  );
  const between = (start: string, end: string): number => timeOf(marks, end) - timeOf(marks, start);
  return {
    loadMs: between(
      `code/extHost/willLoadExtensionCode/${extensionId}`,
      `code/extHost/didLoadExtensionCode/${extensionId}`,
    ),
    activateMs: between(
      `code/extHost/willActivateExtension/${extensionId}`,
      `code/extHost/didActivateExtension/${extensionId}`,
    ),
  };
}

function timeOf(marks: z.infer<typeof marksSchema>, name: string): number {
  const mark = marks.find((candidate) => candidate.name === name);
  if (mark === undefined) throw new Error(`The extension host has no mark ${name}.`);
  return mark.startTime;
}
