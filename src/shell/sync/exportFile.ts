import { type ExportOptions, exportRoute } from '../../core/sync/exportRoute.ts';
import { writeWholeFile } from '../writeWholeFile.ts';

/** Exports a route to a file of the user's: whole, or not at all. Loaded on first use, as it takes zod. */
export async function exportToFile(options: Omit<ExportOptions, 'write'>, file: string): Promise<void> {
  await writeWholeFile(file, (write) => exportRoute({ ...options, write }));
}
