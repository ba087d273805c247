import { type HuntingQuery, huntingQuery } from './huntingQuery.ts';

/** Accounts that come, go and are not who they seem. */
export const accountQueries: readonly HuntingQuery[] = [
  huntingQuery({
    id: 'leaver-reactivated',
    title: 'Account reactivated soon after it was closed',
    finds: 'Accounts that were deactivated and came back within a day, with the groups that they were then put into.',
    tactic: 'Persistence',
    body: `
let lookback = 30d;
let longest = 1d;
let people = ConfluenceAuditLogs_CL
    | where TimeGenerated > ago(lookback)
    | where Category =~ "Users and groups";
// Who was deactivated stands only in the record of the changed details.
let deactivations = people
    | where Summary =~ "User details updated" and AffectedObjectObjectType =~ "User"
    | where tostring(ChangedValues[0].name) =~ "Active" and tostring(ChangedValues[0].newValue) =~ "No"
    | project DeactivatedTime = TimeGenerated, SiteUrl, Person = AffectedObjectName;
let groupsJoined = people
    | where Summary =~ "User added to group"
    | mv-expand Member = AssociatedObjects
    | project JoinedTime = TimeGenerated, SiteUrl, Person = tostring(Member.name), Group = tostring(split(AffectedObjectName, ":")[0]);
people
| where Summary =~ "User reactivated"
| project ReactivatedTime = TimeGenerated, SiteUrl, Person = AffectedObjectName, AuthorDisplayName, SrcIpAddr
| join kind=inner deactivations on SiteUrl, Person
| where ReactivatedTime between (DeactivatedTime .. (DeactivatedTime + longest))
| join kind=leftouter groupsJoined on SiteUrl, Person
| summarize
    Groups = make_set_if(Group, JoinedTime between (ReactivatedTime .. (ReactivatedTime + longest)))
    by SiteUrl, Person, DeactivatedTime, ReactivatedTime, AuthorDisplayName, SrcIpAddr
| extend ClosedFor = ReactivatedTime - DeactivatedTime
| extend Account_0_Name = Person, Account_1_Name = AuthorDisplayName, IP_0_Address = SrcIpAddr
| sort by ReactivatedTime desc`,
  }),
  huntingQuery({
    id: 'short-lived-account',
    title: 'Short-lived account',
    finds: 'Accounts that were created and deleted within a day, and what they did in between.',
    tactic: 'Persistence',
    body: `
let lookback = 30d;
let longest = 1d;
let people = ConfluenceAuditLogs_CL
    | where TimeGenerated > ago(lookback)
    | where Category =~ "Users and groups" and AffectedObjectObjectType =~ "User"
    | project TimeGenerated, SiteUrl, Person = AffectedObjectName, Summary, AuthorDisplayName, SrcIpAddr;
let lives = people
    | where Summary =~ "User created"
    | project CreatedTime = TimeGenerated, SiteUrl, Person
    | join kind=inner (
        people
        | where Summary =~ "User deleted"
        | project DeletedTime = TimeGenerated, SiteUrl, Person, DeletedBy = AuthorDisplayName, DeletedFrom = SrcIpAddr
        ) on SiteUrl, Person
    | where DeletedTime between (CreatedTime .. (CreatedTime + longest))
    | project CreatedTime, DeletedTime, SiteUrl, Person, DeletedBy, DeletedFrom;
let deeds = ConfluenceAuditLogs_CL
    | where TimeGenerated > ago(lookback)
    | project DeedTime = TimeGenerated, SiteUrl, Person = AuthorDisplayName, Deed = strcat(Summary, ": ", AffectedObjectName);
lives
| join kind=leftouter deeds on SiteUrl, Person
| summarize
    Deeds = make_set_if(Deed, DeedTime between (CreatedTime .. DeletedTime), 50)
    by SiteUrl, Person, CreatedTime, DeletedTime, DeletedBy, DeletedFrom
| extend Lifetime = DeletedTime - CreatedTime
| extend Account_0_Name = Person, Account_1_Name = DeletedBy, IP_0_Address = DeletedFrom
| sort by CreatedTime desc`,
  }),
  huntingQuery({
    id: 'many-addresses-in-an-hour',
    title: 'One account from many addresses',
    finds: 'Accounts that work from more addresses within an hour than a person can be at.',
    tactic: 'Initial Access',
    body: `
let lookback = 30d;
let window = 1h;
let threshold = 3;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where isnotempty(AuthorAccountId) and isnotempty(SrcIpAddr)
| summarize
    AddressCount = dcount(SrcIpAddr),
    Addresses = make_set(SrcIpAddr, 20),
    Records = count(),
    Deeds = make_set(Summary, 20),
    FirstRecord = min(TimeGenerated),
    LastRecord = max(TimeGenerated)
    by SiteUrl, AuthorAccountId, AuthorDisplayName, bin(TimeGenerated, window)
| where AddressCount >= threshold
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = tostring(Addresses[0])
| sort by AddressCount desc`,
  }),
  huntingQuery({
    id: 'activity-from-new-address',
    title: 'Activity from a new address',
    finds: 'People who work from an address that none of their records of the weeks before came from.',
    tactic: 'Initial Access',
    body: `
let lookback = 30d;
let recent = 14d;
let known = ConfluenceAuditLogs_CL
    | where TimeGenerated between (ago(lookback + recent) .. ago(recent))
    | where isnotempty(AuthorAccountId) and isnotempty(SrcIpAddr)
    | distinct SiteUrl, AuthorAccountId, SrcIpAddr;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(recent)
| where isnotempty(AuthorAccountId) and isnotempty(SrcIpAddr)
| summarize
    Records = count(),
    Deeds = make_set(Summary, 20),
    FirstRecord = min(TimeGenerated),
    LastRecord = max(TimeGenerated)
    by SiteUrl, AuthorAccountId, AuthorDisplayName, SrcIpAddr
| join kind=leftanti known on SiteUrl, AuthorAccountId, SrcIpAddr
// Whoever has no history is new altogether, and another question.
| join kind=leftsemi known on SiteUrl, AuthorAccountId
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = SrcIpAddr
| sort by Records desc`,
  }),
  huntingQuery({
    id: 'first-time-administration',
    title: 'First-time administration',
    finds: 'People who do something administrative that they have not done in the weeks before.',
    tactic: 'Privilege Escalation',
    body: `
let lookback = 30d;
let recent = 14d;
let administration = dynamic(["Global administration", "Apps", "Auditing", "Users and groups"]);
let known = ConfluenceAuditLogs_CL
    | where TimeGenerated between (ago(lookback + recent) .. ago(recent))
    | where isnotempty(AuthorAccountId)
    | distinct SiteUrl, AuthorAccountId, Category;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(recent)
| where isnotempty(AuthorAccountId) and Category in~ (administration)
| summarize
    Records = count(),
    Deeds = make_set(Summary, 20),
    Addresses = make_set(SrcIpAddr, 10),
    FirstRecord = min(TimeGenerated)
    by SiteUrl, AuthorAccountId, AuthorDisplayName, Category
| join kind=leftanti known on SiteUrl, AuthorAccountId, Category
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = tostring(Addresses[0])
| sort by FirstRecord desc`,
  }),
];
