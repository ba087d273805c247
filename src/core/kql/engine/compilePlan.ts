import type { Plan } from '../plan.ts';
import type { Compilation } from './compilation.ts';
import { filterBeforeJoin } from './filterBeforeJoin.ts';
import { compileAddressLookup } from './operators/addressLookupOperator.ts';
import { compileEvaluate } from './operators/evaluateOperator.ts';
import { compileMvApply, compileMvExpand } from './operators/expandOperators.ts';
import { compileExternaldata } from './operators/externaldataOperator.ts';
import { compileJoin } from './operators/joinOperator.ts';
import { compileMakeSeries } from './operators/makeSeriesOperator.ts';
import { compileParseKv } from './operators/parseKvOperator.ts';
import { compileParse } from './operators/parseOperator.ts';
import { compilePartition } from './operators/partitionOperators.ts';
import { compileRange, compileRows, compileSubqueryInput, compileTable } from './operators/readOperators.ts';
import {
  compileFilter,
  compileGetschema,
  compileProject,
  compileTake,
  compileUnion,
} from './operators/rowOperators.ts';
import { compileSample, compileSampleDistinct } from './operators/sampleOperators.ts';
import { compileScan } from './operators/scanOperator.ts';
import { compileSort, compileTop } from './operators/sortOperators.ts';
import { compileSummarize } from './operators/summarizeOperator.ts';
import { compileTopNested } from './operators/topNestedOperator.ts';
import type { Source } from './source.ts';

/**
 * Makes an operator, and all that it works on, ready to run.
 * @throws QueryError for what the engine does not support.
 */
export function compilePlan(plan: Plan, compilation: Compilation): Source {
  switch (plan.kind) {
    case 'table':
      return compileTable(plan, compilation);
    case 'reference':
      return compilation.reference(plan.id);
    case 'rows':
      return compileRows(plan, compilation);
    case 'range':
      return compileRange(plan, compilation);
    case 'union':
      return compileUnion(plan, compilation);
    case 'filter': {
      const moved = filterBeforeJoin(plan);
      return moved === plan ? compileFilter(plan, compilation) : compilePlan(moved, compilation);
    }
    case 'project':
      return compileProject(plan, compilation);
    case 'take':
      return compileTake(plan, compilation);
    case 'sort':
      return compileSort(plan, compilation);
    case 'top':
      return compileTop(plan, compilation);
    case 'summarize':
      return compileSummarize(plan, compilation);
    case 'join':
      return compileJoin(plan, compilation);
    case 'addressLookup':
      return compileAddressLookup(plan, compilation);
    case 'mvExpand':
      return compileMvExpand(plan, compilation);
    case 'mvApply':
      return compileMvApply(plan, compilation);
    case 'subqueryInput':
      return compileSubqueryInput(plan, compilation);
    case 'parse':
      return compileParse(plan, compilation);
    case 'parseKv':
      return compileParseKv(plan, compilation);
    case 'makeSeries':
      return compileMakeSeries(plan, compilation);
    case 'getschema':
      return compileGetschema(plan);
    case 'sample':
      return compileSample(plan, compilation);
    case 'sampleDistinct':
      return compileSampleDistinct(plan, compilation);
    case 'evaluate':
      return compileEvaluate(plan, compilation);
    case 'partition':
      return compilePartition(plan, compilation);
    case 'topNested':
      return compileTopNested(plan, compilation);
    case 'scan':
      return compileScan(plan, compilation);
    case 'externaldata':
      return compileExternaldata(plan, compilation);
  }
}
