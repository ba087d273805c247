import type { Compilation } from '../compilation.ts';
import { externalRows } from '../externalRows.ts';
import { QueryError } from '../functionTable.ts';
import { pushAll, type Source } from '../source.ts';
import type { PlanOf } from './planOf.ts';

/** The rows of local files, which the caller reads. */
export function compileExternaldata(plan: PlanOf<'externaldata'>, compilation: Compilation): Source {
  const { readExternal } = compilation;
  if (readExternal === undefined) throw new QueryError('externaldata is not supported here.', 'externaldata');
  const parts = plan.uris.map((uri) => externalRows(readExternal(uri), { ...plan, uri }));
  return (sink) => pushAll(parts.flat(), sink, compilation);
}
