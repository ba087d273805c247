import { describe, expect, test } from 'vitest';
import { type CheckPlan, createDiagnostics } from '../../../../src/core/kql/language/diagnostics.ts';
import { opened } from './kustoForTests.ts';

const planEverything: CheckPlan = () => [];

function found(text: string, checkPlan = planEverything) {
  const { document } = opened(text);
  return createDiagnostics(checkPlan)(document).map(({ place, severity, code }) => ({
    at: text.slice(place.start, place.start + place.length),
    severity,
    code,
  }));
}

describe('diagnostics', () => {
  test.each<[text: string, at: string, severity: string, code: string]>([
    ['ConfluenceAuditLogs_CL | where Categry == "x"', 'Categry', 'error', 'KS142'],
    ['ConfluenceAuditLog_CL | take 1', 'ConfluenceAuditLog_CL', 'error', 'KS204'],
    ['ConfluenceAuditLogs_CL | extend x = strlne(Category)', 'strlne', 'error', 'KS211'],
    ['ConfluenceAuditLogs_CL | where Category == ', '=', 'error', 'KS006'],
    ['print a = 1\n\nConfluenceAuditLogs_CL | where Categry == "x"', 'Categry', 'error', 'KS142'],
    ['ConfluenceAuditLogs_CL | where Category contains "secret"', 'contains', 'hint', 'KS500'],
    ['ConfluenceAuditLogs_CL | join (ConfluenceAuditLogs_CL) on Category', 'join', 'warning', 'KS508'],
    ['SigninLogs | take 1', 'SigninLogs', 'information', 'noSample'],
    [
      'ConfluenceAuditLogs_CL | where SrcIpAddr in ((_GetWatchlist("x") | project SearchKey))',
      '_GetWatchlist',
      'information',
      'noSample',
    ],
  ])('of %s', (text, at, severity, code) => {
    expect(found(text)).toEqual([{ at, severity, code }]);
  });

  test.each([
    'ConfluenceAuditLogs_CL | where TimeGenerated > ago(1d) | summarize count() by Category, bin(TimeGenerated, 1h) | render timechart',
    'ConfluenceAudit | where EventMessage has "space" | project UserIdentity, SrcIpAddr, EventCategoryType, EventOriginalUid',
    'RawConfluenceAudit | where author.displayName == "x" | extend a = author.unknown, b = author[0] | mv-expand changedValues',
    'let a = 1;\n\nConfluenceAuditLogs_CL | where Extra == a',
    'ConfluenceAuditLogs_CL | where ChangedValues[0].anything == "x"',
    '',
  ])('of %s: none', (text) => {
    expect(found(text)).toEqual([]);
  });

  test.each([
    'SecurityAlert | where AlertSeverity == "High" | extend e = parse_json(Entities) | project SystemAlertId, Tactics',
    'SecurityIncident | summarize arg_max(LastModifiedTime, *) by IncidentNumber | where tostring(Owner.assignedTo) == ""',
    'SigninLogs | where ResultType == "0" | extend city = tostring(LocationDetails.city) | project UserPrincipalName, IPAddress',
    'AuditLogs | extend by_ = tostring(InitiatedBy.user.userPrincipalName) | mv-expand TargetResources',
    'IdentityInfo | where AssignedRoles has "Admin" | project AccountUPN, Department',
    'OfficeActivity | where OfficeWorkload == "SharePoint" | summarize count() by UserId, ClientIP',
    'CommonSecurityLog | where DestinationPort == 443 | summarize sum(SentBytes) by SourceIP',
    'Syslog | where Facility == "auth" | project Computer, SyslogMessage, ProcessID',
    'DeviceEvents | where ActionType has "Usb" | project DeviceName, AdditionalFields.x',
    'DeviceLogonEvents | where LogonType == "Network" and IsLocalAdmin',
    'ThreatIntelligenceIndicator | where Active and ConfidenceScore > 50 | project NetworkIP, DomainName',
    'BehaviorAnalytics | where InvestigationPriority > 5 and tostring(UsersInsights.x) == ""',
    'Heartbeat | summarize max(TimeGenerated) by Computer',
    'AzureActivity | where OperationNameValue has "delete" | project Caller, CallerIpAddress',
    '_GetWatchlist("vip") | where AnyColumn == "x" | project SearchKey',
    'Watchlist | where WatchlistAlias == "vip"',
  ])('%s binds, and is said to have no sample', (text) => {
    expect(found(text).every(({ code }) => code === 'noSample')).toBe(true);
    expect(found(text)).toHaveLength(1);
  });

  test('tell what a local run refuses, once, at its place', () => {
    const text = 'print a = 1;\nlet x = ConfluenceAuditLogs_CL | take 1;\nx | count;\nx | take 2';
    const checkPlan: CheckPlan = (planned) => {
      const start = planned.indexOf('ConfluenceAuditLogs_CL');
      const problem = { message: 'No.', code: 'unsupported' as const, name: 'take', place: { start, length: 3 } };
      return start < 0 ? [] : [problem, { ...problem, code: 'error' as const }];
    };
    expect(found(text, checkPlan)).toEqual([{ at: 'Con', severity: 'warning', code: 'unsupported' }]);
  });
});
