import { type HuntingQuery, huntingQuery } from './huntingQuery.ts';

/** What only administrators do. */
export const administrationQueries: readonly HuntingQuery[] = [
  huntingQuery({
    id: 'administrator-added',
    title: 'Administrator added',
    finds: 'Everybody who was put into a group of administrators, by whom and from where.',
    tactic: 'Privilege Escalation',
    body: `
let lookback = 30d;
let administratorGroups = dynamic(["confluence-administrators", "site-admins", "org-admins", "administrators"]);
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where Category =~ "Users and groups" and Summary =~ "User added to group"
// Confluence writes a group as its name, a colon and its id.
| extend Group = tostring(split(AffectedObjectName, ":")[0])
| where Group in~ (administratorGroups)
| mv-expand Member = AssociatedObjects
| where tostring(Member.objectType) =~ "User"
| project
    TimeGenerated,
    SiteUrl,
    AuthorDisplayName,
    AuthorAccountId,
    SrcIpAddr,
    Group,
    NewAdministrator = tostring(Member.name)
| extend Account_0_Name = AuthorDisplayName, Account_1_Name = NewAdministrator, IP_0_Address = SrcIpAddr
| sort by TimeGenerated desc`,
  }),
  huntingQuery({
    id: 'administrator-for-a-moment',
    title: 'Administrator for a moment',
    finds: 'People who were put into a group of administrators and taken out again within hours, perhaps to hide it.',
    tactic: 'Defense Evasion',
    body: `
let lookback = 30d;
let longest = 4h;
let membership = ConfluenceAuditLogs_CL
    | where TimeGenerated > ago(lookback)
    | where Category =~ "Users and groups" and AffectedObjectName has "administrators"
    | mv-expand Member = AssociatedObjects
    | where tostring(Member.objectType) =~ "User"
    | extend Member = tostring(Member.name);
membership
| where Summary =~ "User added to group"
| project AddedTime = TimeGenerated, AddedBy = AuthorDisplayName, AddedFrom = SrcIpAddr, SiteUrl, Group = AffectedObjectName, Member
| join kind=inner (
    membership
    | where Summary =~ "User removed from group"
    | project RemovedTime = TimeGenerated, RemovedBy = AuthorDisplayName, SiteUrl, Group = AffectedObjectName, Member
    ) on SiteUrl, Group, Member
| where RemovedTime between (AddedTime .. (AddedTime + longest))
| project AddedTime, RemovedTime, Duration = RemovedTime - AddedTime, SiteUrl, Group, Member, AddedBy, AddedFrom, RemovedBy
| extend Account_0_Name = AddedBy, Account_1_Name = Member, IP_0_Address = AddedFrom
| sort by AddedTime desc`,
  }),
  huntingQuery({
    id: 'audit-settings-changed',
    title: 'Audit settings changed',
    finds: 'Changes of the audit log itself, above all shorter retention, which make earlier deeds disappear.',
    tactic: 'Defense Evasion',
    body: `
let lookback = 30d;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where Category =~ "Auditing" or Summary has "audit log"
| mv-expand Change = ChangedValues
| project
    TimeGenerated,
    SiteUrl,
    AuthorDisplayName,
    AuthorAccountId,
    SrcIpAddr,
    Summary,
    Setting = tostring(Change.name),
    OldValue = tostring(Change.oldValue),
    NewValue = tostring(Change.newValue)
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = SrcIpAddr
| sort by TimeGenerated desc`,
  }),
  huntingQuery({
    id: 'pages-viewed-with-admin-key',
    title: 'Pages viewed with admin key',
    finds:
      'Administrators who used their key to read pages that they are not allowed to see, and which pages these were.',
    tactic: 'Collection',
    body: `
let lookback = 30d;
let window = 1h;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where Summary has "admin key"
| summarize
    Views = count(),
    Pages = make_set(AffectedObjectName, 50),
    Spaces = make_set(tostring(AssociatedObjects[0].name), 20),
    Addresses = make_set(SrcIpAddr, 10),
    FirstView = min(TimeGenerated),
    LastView = max(TimeGenerated)
    by SiteUrl, AuthorAccountId, AuthorDisplayName, bin(TimeGenerated, window)
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = tostring(Addresses[0])
| sort by Views desc`,
  }),
  huntingQuery({
    id: 'administration-by-others',
    title: 'Administration by somebody who is no administrator',
    finds: 'Settings, apps, audit log or groups changed by an account that Confluence does not call an administrator.',
    tactic: 'Privilege Escalation',
    body: `
let lookback = 30d;
let administration = dynamic(["Global administration", "Apps", "Auditing", "Users and groups"]);
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where isnotempty(AuthorAccountId) and SysAdmin == false and coalesce(SuperAdmin, false) == false
| where Category in~ (administration)
| summarize
    Changes = count(),
    Deeds = make_set(strcat(Category, ": ", Summary)),
    Addresses = make_set(SrcIpAddr, 10),
    FirstChange = min(TimeGenerated),
    LastChange = max(TimeGenerated)
    by SiteUrl, AuthorAccountId, AuthorDisplayName
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = tostring(Addresses[0])
| sort by Changes desc`,
  }),
  huntingQuery({
    id: 'app-busy-after-installation',
    title: 'App busy right after its installation',
    finds: 'Apps that change many things within the hour in which somebody installed them.',
    tactic: 'Execution',
    body: `
let lookback = 30d;
let window = 1h;
let threshold = 10;
let installations = ConfluenceAuditLogs_CL
    | where TimeGenerated > ago(lookback)
    | where Category =~ "Apps" and Summary =~ "App installed"
    | project InstalledTime = TimeGenerated, InstalledBy = AuthorDisplayName, InstalledFrom = SrcIpAddr, SiteUrl, App = AffectedObjectName;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where AuthorAccountType =~ "app"
| project TimeGenerated, SiteUrl, App = AuthorDisplayName, Summary, AffectedObjectName
| join kind=inner installations on SiteUrl, App
| where TimeGenerated between (InstalledTime .. (InstalledTime + window))
| summarize
    Changes = count(),
    Kinds = make_set(Summary),
    Objects = make_set(AffectedObjectName, 50),
    LastChange = max(TimeGenerated)
    by SiteUrl, App, InstalledTime, InstalledBy, InstalledFrom
| where Changes >= threshold
| extend Account_0_Name = InstalledBy, IP_0_Address = InstalledFrom
| sort by InstalledTime desc`,
  }),
  huntingQuery({
    id: 'app-installed-from-new-address',
    title: 'App installed from a new address',
    finds: 'Apps installed from an address that the site had not seen in the weeks before.',
    tactic: 'Persistence',
    body: `
let lookback = 30d;
let recent = 14d;
let knownAddresses = ConfluenceAuditLogs_CL
    | where TimeGenerated between (ago(lookback + recent) .. ago(recent))
    | where isnotempty(SrcIpAddr)
    | distinct SiteUrl, SrcIpAddr;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(recent)
| where Category =~ "Apps" and Summary =~ "App installed"
| join kind=leftanti knownAddresses on SiteUrl, SrcIpAddr
| project TimeGenerated, SiteUrl, App = AffectedObjectName, AuthorDisplayName, AuthorAccountId, SrcIpAddr, SysAdmin
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = SrcIpAddr
| sort by TimeGenerated desc`,
  }),
];
