import { AUDIT_TABLE_NAME } from '../../audit/auditTable.ts';
import type { AuditTables } from './auditTables.ts';
import type { SyncedFolder } from './dataDescription.ts';
import { decodeText } from './decodeText.ts';
import { readJsonLines } from './jsonLines.ts';
import { DataError, type DataFiles, type DataLimits } from './loadedData.ts';
import { isFields, kindOf } from './recordKind.ts';

export interface DayFile {
  /** Path. */
  readonly file: string;
  /** For sentences, from the folder on. */
  readonly name: string;
  /** For instance `2026-11-22`. */
  readonly day: string;
}

/** The files of synced rows (see core/sentinel/folderSink.ts), newest day first. Throws a DataError. */
export async function filesOfFolder({ folder, site }: SyncedFolder, files: DataFiles): Promise<readonly DayFile[]> {
  const found: DayFile[] = [];
  try {
    for (const { name: host, isFolder } of await files.list(folder)) {
      if (!isFolder || (site !== undefined && host !== hostOf(site))) continue;
      for (const { name, isFolder: isNoFile } of await files.list(files.join(folder, host))) {
        const day = DAY_FILE.exec(name)?.[1];
        if (isNoFile || day === undefined) continue;
        found.push({ file: files.join(folder, host, name), name: `${host}/${name}`, day });
      }
    }
  } catch {
    throw new DataError(`The folder ${folder} cannot be read.`);
  }
  if (found.length === 0) throw new DataError(`The folder ${folder} holds no synced records${ofSite(site)}.`);
  return found.sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : a.name < b.name ? -1 : 1));
}

const DAY_FILE = new RegExp(`^${AUDIT_TABLE_NAME}-(\\d{4}-\\d\\d-\\d\\d)\\.ndjson$`);

function ofSite(site: string | undefined): string {
  return site === undefined ? '' : ` of ${hostOf(site)}`;
}

/** As the folder is named. */
function hostOf(site: string): string {
  return (URL.canParse(site) ? new URL(site).host : site).replace(/[^A-Za-z0-9.-]/g, '_');
}

export interface FolderReading {
  readonly dayFiles: readonly DayFile[];
  readonly files: DataFiles;
  readonly limits: DataLimits;
}

/**
 * Adds the rows of a folder, newest days first, until there are enough; gives remarks. Lines that are no rows are left
 * out: a crash while syncing leaves such, and their rows come again.
 */
export async function addFolder(tables: AuditTables, reading: FolderReading): Promise<readonly string[]> {
  const { dayFiles, files, limits } = reading;
  const remarks: string[] = [];
  let broken = 0;
  let bytesLeft = limits.maxBytes;
  for (const { file, name, day } of dayFiles) {
    const { size } = await statOf(file, name, files);
    bytesLeft -= size;
    if (bytesLeft < 0 || tables.rows() >= limits.maxRows) {
      remarks.push(`Only the newest ${tables.rows()} records of the folder were read: those after ${day}.`);
      break;
    }
    for await (const placed of readJsonLines(decodeText(files.read(file), name))) {
      const value = 'value' in placed ? placed.value : undefined;
      if (isFields(value) && kindOf(value) === 'row') tables.addRow(value);
      else broken += 1;
    }
  }
  if (tables.rows() === 0) throw new DataError('The folder holds no synced records that can be read.');
  if (broken > 0) remarks.push(`Lines of the folder's files that are no rows, and were left out: ${broken}.`);
  remarks.push('Synced rows do not keep the records that they were made of: RawConfluenceAudit is empty.');
  return remarks;
}

async function statOf(file: string, name: string, files: DataFiles) {
  try {
    return await files.stat(file);
  } catch {
    throw new DataError(`${name} cannot be read.`);
  }
}
