import { describe, expect, test } from 'vitest';
import { type AzureInput, readAzureInput, readFolderInput } from '../../../src/core/sentinel/destinationInput.ts';

const GOOD: AzureInput = {
  endpoint: ' https://acme-dcr.westeurope-1.ingest.monitor.azure.com/ ',
  ruleId: 'dcr-0123456789abcdef0123456789abcdef',
  streamName: 'Custom-ConfluenceAuditLogs_CL',
  cloud: 'public',
  authorityHost: '',
  audience: '',
  tenantId: '12345678-1234-1234-1234-123456789abc',
  clientId: '12345678-1234-1234-1234-123456789abd',
};

describe('an Azure destination', () => {
  test('is trimmed to what is needed', () => {
    expect(readAzureInput(GOOD)).toEqual({
      ok: true,
      value: {
        endpoint: 'https://acme-dcr.westeurope-1.ingest.monitor.azure.com',
        ruleId: GOOD.ruleId,
        streamName: GOOD.streamName,
        cloud: { name: 'public' },
        tenantId: GOOD.tenantId,
        clientId: GOOD.clientId,
      },
    });
  });

  test('of a custom cloud names authority and audience', () => {
    const custom = { ...GOOD, cloud: 'custom' as const };
    expect(readAzureInput(custom)).toMatchObject({
      ok: false,
      problems: [
        { field: 'authorityHost', problem: 'empty' },
        { field: 'audience', problem: 'empty' },
      ],
    });
    const whole = { ...custom, authorityHost: 'https://login.example/', audience: 'https://monitor.example' };
    expect(readAzureInput(whole)).toMatchObject({
      ok: true,
      value: { cloud: { name: 'custom', authorityHost: 'https://login.example', audience: 'https://monitor.example' } },
    });
  });

  test.each<[keyof AzureInput, string, string]>([
    ['endpoint', '', 'empty'],
    ['endpoint', 'http://acme.example', 'notHttpsAddress'],
    ['endpoint', 'acme', 'notHttpsAddress'],
    ['endpoint', 'https://user:pass@acme.example', 'notHttpsAddress'],
    ['ruleId', '/subscriptions/1/dataCollectionRules/x', 'notRuleId'],
    ['streamName', 'ConfluenceAuditLogs_CL', 'notStreamName'],
    ['tenantId', 'my tenant', 'notTenant'],
    ['clientId', 'my-app', 'notClientId'],
  ])('with %s "%s" is refused: %s', (field, typed, problem) => {
    expect(readAzureInput({ ...GOOD, [field]: typed })).toEqual({ ok: false, problems: [{ field, problem }] });
  });
});

describe('a local folder', () => {
  test.each([
    ['', 'empty'],
    ['relative/path', 'notAbsolutePath'],
  ])('"%s" is refused: %s', (typed, problem) => {
    expect(readFolderInput(typed)).toEqual({ ok: false, problems: [{ field: 'folder', problem }] });
  });

  test('is taken as a whole path', () => {
    expect(readFolderInput(' /var/log/audit ')).toEqual({ ok: true, value: { folder: '/var/log/audit' } });
  });
});
