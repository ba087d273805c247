import { describe, expect, test, vi } from 'vitest';

vi.mock('vscode', () => import('./fakeVscode.ts'));

import { FAILURE_CODES, type FailureCode } from '../../src/core/failure.ts';
import { failureRepair, repair } from '../../src/shell/failureRepairs.ts';
import { ACME, FOLDER } from './examples.ts';

const tryAgain = { title: 'Try Again', command: 'confluenceAudit.syncNow', argument: { organization: ACME } };
const everything = { organization: ACME, destination: FOLDER, tryAgain };

describe('a failure', () => {
  test.each(FAILURE_CODES.filter((code) => code !== 'removedMeanwhile'))('%s has a button', (code) => {
    expect(failureRepair(code, everything)).toMatchObject({
      title: expect.stringMatching(/^[A-Z]\S+( \S+)*$/),
      command: expect.stringMatching(/^(confluenceAudit|vscode|workbench)\.\w/),
    });
  });

  test.each<[FailureCode | 'unexpected', string, unknown]>([
    ['siteWrongCredentials', 'confluenceAudit.editOrganization', { organization: ACME }],
    ['secretMissing', 'confluenceAudit.editOrganization', { organization: ACME }],
    ['entraWrongSecret', 'confluenceAudit.editDestination', { destination: FOLDER }],
    ['ingestionMalformed', 'confluenceAudit.copyStreamDeclaration', undefined],
    ['siteRateLimited', 'confluenceAudit.syncNow', { organization: ACME }],
    ['clockBehind', 'confluenceAudit.runDiagnostics', { organization: ACME }],
    ['siteClockWrong', 'confluenceAudit.runDiagnostics', { organization: ACME }],
    ['certificateOutOfDate', 'confluenceAudit.syncNow', { organization: ACME }],
    ['proxyRefused', 'workbench.action.openSettings', 'http.proxy'],
    ['certificateNotTrusted', 'workbench.action.openSettings', 'http.proxy'],
    ['stateNotSaved', 'confluenceAudit.showLog', undefined],
    ['unexpected', 'confluenceAudit.showLog', undefined],
  ])('%s leads to %s', (code, command, argument) => {
    const offered = failureRepair(code, everything);
    expect([offered?.command, offered?.argument]).toEqual([command, argument]);
  });

  test.each<[FailureCode, string]>([
    ['siteNotAdministrator', 'https://admin.atlassian.com'],
    ['sitePlanWithoutAudit', 'https://support.atlassian.com/confluence-cloud/docs/view-the-audit-log/'],
    ['siteScopeMissing', 'https://id.atlassian.com/manage-profile/security/api-tokens'],
    ['siteServerError', 'https://status.atlassian.com'],
  ])('%s leads to the page %s', (code, address) => {
    const offered = failureRepair(code, everything);
    expect([offered?.command, String(offered?.argument)]).toEqual(['vscode.open', address]);
  });

  test('is not repaired by what is not at hand', () => {
    for (const code of FAILURE_CODES) {
      const offered = failureRepair(code, {});
      expect(offered?.command ?? '', code).not.toMatch(/edit|syncNow|runDiagnostics/);
    }
    expect(failureRepair('siteWrongCredentials', {})?.title).toBe('Create API Token');
    expect(failureRepair('connectionLost', {})?.title).toBe('Open Proxy Settings');
    expect(failureRepair('secretMissing', { destination: FOLDER })?.command).toBe('confluenceAudit.editDestination');
    expect(failureRepair('folderMissing', {})).toBeUndefined();
    expect(repair('runDiagnostics', {})).toBeUndefined();
  });
});
