import { describe, expect, test } from 'vitest';
import { parseAuditRecord } from '../../../../src/core/audit/auditRecord.ts';
import { auditTable } from '../../../../src/core/audit/auditTable.ts';
import { rawAuditColumns } from '../../../../src/core/kql/schema/auditColumns.ts';
import { hasNoSample, withoutShapes, workspaceSchema } from '../../../../src/core/kql/schema/workspaceSchema.ts';

const columnsOf = (name: string, schema = workspaceSchema()) =>
  schema.tables.find((table) => table.name === name)?.columns ?? [];

describe('the schema of a workspace', () => {
  test('has the audit table as it is sent, each column described', () => {
    const columns = columnsOf('ConfluenceAuditLogs_CL');
    expect(columns.map(({ name }) => name)).toEqual(auditTable.map(({ name }) => name));
    expect(columns.find(({ name }) => name === 'SysAdmin')?.type).toBe('bool');
    for (const { name, description } of columns) expect(description, name).toMatch(/\.$/);
  });

  test('has the raw records, whose columns are fields of records', () => {
    for (const { name } of rawAuditColumns) {
      // A known field of the wrong kind is noticed, an unknown one is not.
      expect(parseAuditRecord({ [name]: Symbol() }).ok, name).toBe(false);
    }
    expect(columnsOf('RawConfluenceAudit')).toEqual(rawAuditColumns);
  });

  test('tells what exists in a workspace only', () => {
    const names = ['SecurityAlert', 'SigninLogs', 'Heartbeat', '_GetWatchlist', 'Watchlist'];
    expect(names.filter(hasNoSample)).toEqual(names);
    expect(['ConfluenceAuditLogs_CL', 'RawConfluenceAudit', 'ConfluenceAudit', 'strlen'].filter(hasNoSample)).toEqual(
      [],
    );
  });

  test('takes in what is known of the loaded data', () => {
    const shape = { kind: 'array', element: { kind: 'unknown' } } as const;
    const schema = workspaceSchema({
      tables: [
        {
          name: 'ConfluenceAuditLogs_CL',
          columns: [
            { name: 'Category', type: 'string', values: ['Spaces'] },
            { name: 'ChangedValues', type: 'dynamic', values: [], shape },
            { name: 'Added', type: 'long', values: [] },
          ],
        },
        { name: 'Another', columns: [{ name: 'x', type: 'int', values: [] }] },
      ],
    });
    const columns = columnsOf('ConfluenceAuditLogs_CL', schema);
    expect(columns).toHaveLength(auditTable.length + 1);
    expect(columns.find(({ name }) => name === 'Category')).toMatchObject({
      values: ['Spaces'],
      description: expect.stringMatching(/./),
    });
    expect(columns.at(-1)).toMatchObject({ name: 'Added', type: 'long' });
    expect(columnsOf('Another', schema)).toMatchObject([{ name: 'x', type: 'int' }]);
    const changed = (where: typeof schema) =>
      columnsOf('ConfluenceAuditLogs_CL', where).find(({ name }) => name === 'ChangedValues');
    expect(changed(schema)?.shape).toEqual(shape);
    expect(changed(withoutShapes(schema))?.shape).toBeUndefined();
  });
});
