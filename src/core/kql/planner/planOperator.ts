import type { Plan } from '../plan.ts';
import { planAs } from './operators/as.ts';
import { planEvaluate } from './operators/evaluate.ts';
import { planExtend } from './operators/extend.ts';
import { planJoin, planLookup } from './operators/join.ts';
import { planMakeSeries } from './operators/makeSeries.ts';
import { planMvApply } from './operators/mvApply.ts';
import { planMvExpand } from './operators/mvExpand.ts';
import { boundColumns } from './operators/operatorParts.ts';
import { planParse, planParseKv } from './operators/parse.ts';
import { planPartition } from './operators/partition.ts';
import { planPrint, planProject, planRename, planSelection } from './operators/project.ts';
import { planRender } from './operators/render.ts';
import { planScan } from './operators/scan.ts';
import { planSearch } from './operators/search.ts';
import { planSort, planTop } from './operators/sort.ts';
import { planCount, planDistinct, planSummarize } from './operators/summarize.ts';
import { planTopHitters } from './operators/topHitters.ts';
import { planTopNested } from './operators/topNested.ts';
import { planUnion } from './operators/union.ts';
import { planScalar } from './planScalar.ts';
import { refuse, type Scope, withRow } from './scope.ts';
import type { Syntax } from './syntax.ts';
import { planTabularFunction } from './userFunctions.ts';

/** Plans an operator on its input; `input` is undefined where the operator begins a query. */
export function planOperator(node: Syntax<'QueryOperator'>, input: Plan | undefined, scope: Scope): Plan {
  const { Syntax } = scope.session.kusto;
  if (node instanceof Syntax.UnionOperator) return planUnion(node, input, scope);
  if (node instanceof Syntax.SearchOperator) return planSearch(node, input, scope);
  if (node instanceof Syntax.EvaluateOperator) return planEvaluate(node, input, scope);
  if (node instanceof Syntax.PrintOperator) return planPrint(node, scope);
  if (node instanceof Syntax.RangeOperator) return planRange(node, scope);
  if (input === undefined) return refuseOperator(node, scope);
  for (const plan of [rowOperator, columnOperator, shapingOperator, subqueryOperator]) {
    const planned = plan(node, input, scope);
    if (planned !== undefined) return planned;
  }
  return refuseOperator(node, scope);
}

/** Operators that leave the columns as they are. */
function rowOperator(node: Syntax<'QueryOperator'>, input: Plan, scope: Scope): Plan | undefined {
  const { Syntax } = scope.session.kusto;
  const { columns } = input;
  if (node instanceof Syntax.FilterOperator) {
    return { kind: 'filter', input, columns, condition: planScalar(node.Condition, withRow(scope, columns)) };
  }
  if (node instanceof Syntax.TakeOperator) {
    return { kind: 'take', input, columns, count: planScalar(node.Expression, withRow(scope, [])) };
  }
  if (node instanceof Syntax.SampleOperator) {
    return { kind: 'sample', input, columns, count: planScalar(node.Expression, withRow(scope, [])) };
  }
  if (node instanceof Syntax.SortOperator) return planSort(node, input, scope);
  if (node instanceof Syntax.TopOperator) return planTop(node, input, scope);
  if (node instanceof Syntax.AsOperator) return planAs(node, input, scope);
  if (node instanceof Syntax.RenderOperator) return planRender(node, input, scope);
  return undefined;
}

/** Operators that give one row for one row. */
function columnOperator(node: Syntax<'QueryOperator'>, input: Plan, scope: Scope): Plan | undefined {
  const { Syntax } = scope.session.kusto;
  if (node instanceof Syntax.ExtendOperator || node instanceof Syntax.SerializeOperator) {
    return planExtend(node, input, scope);
  }
  if (node instanceof Syntax.ProjectOperator) return planProject(node, input, scope);
  if (node instanceof Syntax.ProjectRenameOperator) return planRename(node, input, scope);
  if (
    node instanceof Syntax.ProjectAwayOperator ||
    node instanceof Syntax.ProjectKeepOperator ||
    node instanceof Syntax.ProjectReorderOperator
  ) {
    return planSelection(node, input, scope);
  }
  if (node instanceof Syntax.ParseOperator || node instanceof Syntax.ParseWhereOperator) {
    return planParse(node, input, scope);
  }
  if (node instanceof Syntax.ParseKvOperator) return planParseKv(node, input, scope);
  return undefined;
}

/** Operators that give other rows. */
function shapingOperator(node: Syntax<'QueryOperator'>, input: Plan, scope: Scope): Plan | undefined {
  const { Syntax } = scope.session.kusto;
  if (node instanceof Syntax.SummarizeOperator) return planSummarize(node, input, scope);
  if (node instanceof Syntax.DistinctOperator) return planDistinct(node, input, scope);
  if (node instanceof Syntax.CountOperator) return planCount(node, input, scope);
  if (node instanceof Syntax.JoinOperator) return planJoin(node, input, scope);
  if (node instanceof Syntax.LookupOperator) return planLookup(node, input, scope);
  if (node instanceof Syntax.MvExpandOperator) return planMvExpand(node, input, scope);
  if (node instanceof Syntax.MakeSeriesOperator) return planMakeSeries(node, input, scope);
  if (node instanceof Syntax.TopNestedOperator) return planTopNested(node, input, scope);
  if (node instanceof Syntax.TopHittersOperator) return planTopHitters(node, input, scope);
  if (node instanceof Syntax.SampleDistinctOperator) {
    const of = planScalar(node.OfExpression, withRow(scope, input.columns));
    const count = planScalar(node.Expression, withRow(scope, []));
    return { kind: 'sampleDistinct', input, columns: boundColumns(node, scope), count, of };
  }
  if (node instanceof Syntax.GetSchemaOperator) {
    return { kind: 'getschema', columns: boundColumns(node, scope), of: input.columns };
  }
  return undefined;
}

/** Operators that run another query. */
function subqueryOperator(node: Syntax<'QueryOperator'>, input: Plan, scope: Scope): Plan | undefined {
  const { Syntax } = scope.session.kusto;
  if (node instanceof Syntax.MvApplyOperator) return planMvApply(node, input, scope);
  if (node instanceof Syntax.PartitionOperator) return planPartition(node, input, scope);
  if (node instanceof Syntax.ScanOperator) return planScan(node, input, scope);
  if (node instanceof Syntax.InvokeOperator) {
    const { Function: called } = node;
    if (called instanceof Syntax.FunctionCallExpression || called instanceof Syntax.NameReference) {
      return planTabularFunction(called, scope, input);
    }
  }
  return undefined;
}

function planRange(node: Syntax<'RangeOperator'>, scope: Scope): Plan {
  const inner = withRow(scope, []);
  return {
    kind: 'range',
    columns: boundColumns(node, scope),
    from: planScalar(node.From, inner),
    to: planScalar(node.To, inner),
    step: planScalar(node.Step, inner),
  };
}

function refuseOperator(node: Syntax<'QueryOperator'>, scope: Scope): never {
  const keyword = node.GetFirstToken();
  const name = keyword?.Text ?? 'operator';
  return refuse(keyword ?? node, scope, { name, message: `The operator ${name} is not supported.` });
}
