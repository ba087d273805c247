import { join } from 'node:path';

/** The root of the work tree. */
export const projectFolder = join(import.meta.dirname, '..', '..');
