import type { LoadedData } from '../core/kql/data/loadedData.ts';
import { summarizeData } from '../core/kql/data/summarizeData.ts';
import { unixMsOfDatetime } from '../core/kql/values.ts';
import type { LoadedInfo } from './runCalls.ts';

const infos = new WeakMap<LoadedData, LoadedInfo>();

/** What the host is told of loaded data; made once. */
export function loadedInfo(loaded: LoadedData): LoadedInfo {
  const known = infos.get(loaded);
  if (known !== undefined) return known;
  const { newest } = loaded;
  const info: LoadedInfo = {
    tables: [...loaded.tables].map(([name, { rows }]) => ({ name, rows: rows.length })),
    newest:
      newest === undefined ? undefined : { text: new Date(unixMsOfDatetime(newest)).toISOString(), ticks: newest },
    remarks: loaded.remarks,
    summary: summarizeData(loaded),
  };
  infos.set(loaded, info);
  return info;
}
