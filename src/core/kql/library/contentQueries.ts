import { type HuntingQuery, huntingQuery } from './huntingQuery.ts';

/** Content that is taken away or destroyed. */
export const contentQueries: readonly HuntingQuery[] = [
  huntingQuery({
    id: 'spaces-exported-in-bulk',
    title: 'Spaces exported in bulk',
    finds: 'Somebody who exports several spaces within an hour: all of their pages and attachments leave the site.',
    tactic: 'Exfiltration',
    body: `
let lookback = 30d;
let window = 1h;
let threshold = 3;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where Category =~ "Spaces" and Summary =~ "Space exported"
| summarize
    Exports = count(),
    SpaceCount = dcount(AffectedObjectName),
    Spaces = make_set(AffectedObjectName, 50),
    Addresses = make_set(SrcIpAddr, 10),
    FirstExport = min(TimeGenerated),
    LastExport = max(TimeGenerated)
    by SiteUrl, AuthorAccountId, AuthorDisplayName, bin(TimeGenerated, window)
| where SpaceCount >= threshold
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = tostring(Addresses[0])
| sort by SpaceCount desc`,
  }),
  huntingQuery({
    id: 'export-after-access-granted',
    title: 'Space exported right after access was granted',
    finds: 'People who export a space within the hour in which they were given a permission for it.',
    tactic: 'Exfiltration',
    body: `
let lookback = 30d;
let window = 1h;
let grants = ConfluenceAuditLogs_CL
    | where TimeGenerated > ago(lookback)
    | where Category =~ "Permissions" and Summary =~ "Space permission added"
    | mv-expand Grantee = AssociatedObjects
    | where tostring(Grantee.objectType) =~ "User"
    | project
        GrantTime = TimeGenerated,
        GrantedBy = AuthorDisplayName,
        SiteUrl,
        Space = AffectedObjectName,
        Person = tostring(Grantee.name),
        Permission = tostring(ChangedValues[0].newValue);
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where Category =~ "Spaces" and Summary =~ "Space exported"
| project ExportTime = TimeGenerated, SiteUrl, Space = AffectedObjectName, Person = AuthorDisplayName, SrcIpAddr
| join kind=inner grants on SiteUrl, Space, Person
| where ExportTime between (GrantTime .. (GrantTime + window))
| project GrantTime, ExportTime, SiteUrl, Space, Person, Permission, GrantedBy, SrcIpAddr
| extend Account_0_Name = Person, Account_1_Name = GrantedBy, IP_0_Address = SrcIpAddr
| sort by ExportTime desc`,
  }),
  huntingQuery({
    id: 'spaces-deleted-in-bulk',
    title: 'Spaces deleted in bulk',
    finds: 'Somebody who deletes several spaces, or marks them for it, within an hour.',
    tactic: 'Impact',
    body: `
let lookback = 30d;
let window = 1h;
let threshold = 3;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where Category =~ "Spaces" and Summary in~ ("Space marked as deleted", "Space deleted", "Space trash emptied")
| summarize
    SpaceCount = dcount(AffectedObjectName),
    Spaces = make_set(AffectedObjectName, 50),
    ForGood = countif(Summary !~ "Space marked as deleted"),
    Addresses = make_set(SrcIpAddr, 10),
    FirstDeletion = min(TimeGenerated),
    LastDeletion = max(TimeGenerated)
    by SiteUrl, AuthorAccountId, AuthorDisplayName, bin(TimeGenerated, window)
| where SpaceCount >= threshold
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = tostring(Addresses[0])
| sort by SpaceCount desc`,
  }),
  huntingQuery({
    id: 'pages-archived-in-bulk',
    title: 'Pages archived in bulk',
    finds: 'Somebody who archives many pages within an hour, so that others do not find them any more.',
    tactic: 'Impact',
    body: `
let lookback = 30d;
let window = 1h;
let threshold = 8;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where Category =~ "Page" and Summary =~ "Page archived"
| where isnotempty(AuthorAccountId)
| summarize
    Archived = count(),
    Pages = make_set(AffectedObjectName, 50),
    Addresses = make_set(SrcIpAddr, 10),
    FirstPage = min(TimeGenerated),
    LastPage = max(TimeGenerated)
    by SiteUrl, AuthorAccountId, AuthorDisplayName, bin(TimeGenerated, window)
| where Archived >= threshold
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = tostring(Addresses[0])
| sort by Archived desc`,
  }),
];
