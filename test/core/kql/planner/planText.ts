import type { Aggregate, Expression, Plan, PlanColumn, QueryPlan } from '../../../../src/core/kql/plan.ts';

/** A plan in one line, for tables of cases: `T | filter >(#0,1)`; `#0` is a column, `$0` and `@0` are shared. */
export function planText({ tables, scalars, root }: QueryPlan): string {
  return [
    ...tables.map((table, id) => `@${id}=${tableText(table)}`),
    ...scalars.map((scalar, id) => `$${id}=${expressionText(scalar)}`),
    tableText(root),
  ].join('; ');
}

export function columnsText(columns: readonly PlanColumn[]): string {
  return columns.map(({ name, type }) => `${name}:${type}`).join(' ');
}

function tableText(plan: Plan): string {
  switch (plan.kind) {
    case 'table':
      return plan.name;
    case 'reference':
      return `@${plan.id}`;
    case 'rows':
      return `rows${JSON.stringify(plan.rows, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))}`;
    case 'range':
      return `range ${all([plan.from, plan.to, plan.step])}`;
    case 'subqueryInput':
      return 'it';
    case 'union':
      return `union ${plan.inputs.map(({ plan: input, from, sourceName }) => {
        return `${sourceName}=(${tableText(input)})[${from.map((index) => index ?? '-').join(',')}]`;
      })} source=${plan.source ?? '-'}`;
    case 'join':
      return `(${tableText(plan.left)}) ${plan.flavour} (${tableText(plan.right)}) on ${all(plan.leftKeys)}=${all(plan.rightKeys)}`;
    case 'externaldata':
      return `externaldata ${plan.uris} ${JSON.stringify(plan.properties)}`;
    case 'getschema':
      return `getschema ${columnsText(plan.of)}`;
    default:
      return `${plan.input === undefined ? '' : `${tableText(plan.input)} | `}${operatorText(plan)}`;
  }
}

type Piped = Exclude<
  Plan,
  { kind: 'table' | 'reference' | 'rows' | 'range' | 'subqueryInput' | 'union' | 'join' | 'externaldata' | 'getschema' }
>;

function operatorText(plan: Piped): string {
  switch (plan.kind) {
    case 'filter':
      return `filter ${expressionText(plan.condition)}`;
    case 'project':
      return `project ${plan.expressions.map((value, index) => `${plan.columns[index]?.name}=${expressionText(value)}`)}`;
    case 'take':
    case 'sample':
      return `${plan.kind} ${expressionText(plan.count)}`;
    case 'sampleDistinct':
      return `sampleDistinct ${expressionText(plan.count)} of ${expressionText(plan.of)}`;
    case 'sort':
      return `sort ${plan.keys.map(keyText)}`;
    case 'top':
      return `top ${expressionText(plan.count)} ${plan.keys.map(keyText)}`;
    case 'summarize':
      return `summarize ${plan.aggregates.map(aggregateText)} by ${all(plan.keys)}`;
    case 'mvExpand':
      return `mvExpand ${plan.items.map(({ value, type, column }) => `${column}=${expressionText(value)}:${type}`)} ${[
        plan.indexColumn ?? '-',
        plan.bagExpansion,
        plan.limit === undefined ? '-' : expressionText(plan.limit),
      ].join(' ')}`;
    case 'mvApply':
      return `mvApply ${plan.items.map(({ value, type, column }) => `${column}=${expressionText(value)}:${type}`)} ${[
        plan.indexColumn ?? '-',
        plan.limit === undefined ? '-' : expressionText(plan.limit),
      ].join(' ')} kept ${plan.kept} (${tableText(plan.subquery)})`;
    case 'parse':
      return `parse ${plan.mode} ${plan.flags} ${expressionText(plan.subject)} ${plan.pattern.map((step) => {
        if (step.kind === 'text') return JSON.stringify(step.text);
        return step.kind === 'skip' ? '*' : `${step.column}:${step.type}`;
      })}${plan.onlyMatching ? ' only' : ''}`;
    case 'parseKv':
      return `parseKv ${expressionText(plan.subject)} ${plan.keys.map(({ name, column }) => `${column}=${name}`)} ${JSON.stringify(plan.options)}`;
    case 'makeSeries':
      return `makeSeries ${plan.aggregates.map((aggregate) => {
        return `${aggregateText(aggregate)}${aggregate.defaultValue ? `?${expressionText(aggregate.defaultValue)}` : ''}`;
      })} on ${expressionText(plan.axis)} ${[plan.from, plan.to, plan.step]
        .map((bound) => (bound === undefined ? '-' : expressionText(bound)))
        .join(' ')}${plan.isInclusive ? ' inclusive' : ''} by ${all(plan.keys)}`;
    case 'addressLookup':
      return `${plan.family} ${expressionText(plan.address)} in ${expressionText(plan.network)} of (${tableText(plan.lookup)}) on ${all(plan.inputKeys)}=${all(plan.lookupKeys)} ${expressionText(plan.keepsUnmatched)}`;
    case 'evaluate':
      return `evaluate ${plan.name} ${all(plan.args)} ${JSON.stringify(plan.options)}`;
    case 'partition':
      return `partition ${expressionText(plan.by)} (${tableText(plan.subquery)})`;
    case 'topNested':
      return `topNested ${plan.levels.map(({ count, of, others, by, descending }) => {
        const size = count === undefined ? 'all' : expressionText(count);
        const rest = others === undefined ? '' : ` others ${expressionText(others)}`;
        return `${size} of ${expressionText(of)}${rest} by ${aggregateText(by)} ${descending ? 'desc' : 'asc'}`;
      })}`;
    case 'scan':
      return `scan ${plan.scan.withMatchId ? 'id ' : ''}${plan.scan.declared.map(({ name, defaultValue }) => {
        return `${name}?${defaultValue === undefined ? '-' : expressionText(defaultValue)}`;
      })} ${plan.scan.steps.map(({ name, output, condition, assignments }) => {
        const assigned = assignments.map(({ declared, value }) => `${declared}=${expressionText(value)}`);
        return `${name} ${output} ${expressionText(condition)} => ${assigned}`;
      })}`;
  }
}

function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'literal': {
      const { value, type } = expression;
      const text = typeof value === 'bigint' ? `${value}n` : Object.is(value, -0) ? '-0' : JSON.stringify(value);
      return type === 'long' || type === 'string' || type === 'bool' ? text : `${type}:${text}`;
    }
    case 'column':
      return `#${expression.index}`;
    case 'scalar':
      return `$${expression.id}`;
    case 'toscalar':
      return `toscalar(${tableText(expression.plan)})`;
    case 'inTable':
      return `${expression.name}(${expressionText(expression.value)},[${tableText(expression.plan)}])`;
    case 'call':
      return `${expression.name}(${all(expression.args)})`;
  }
}

function all(expressions: readonly Expression[]): string {
  return expressions.map(expressionText).join(',');
}

function aggregateText({ name, args, outputs }: Aggregate): string {
  return `${outputs.map((output) => output.name).join('+')}=${name}(${all(args)})`;
}

function keyText({ by, descending, nullsFirst }: { by: Expression; descending: boolean; nullsFirst: boolean }): string {
  return `${expressionText(by)} ${descending ? 'desc' : 'asc'} nulls ${nullsFirst ? 'first' : 'last'}`;
}
