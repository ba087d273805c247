import { type HuntingQuery, huntingQuery } from './huntingQuery.ts';

/** Who may see what. */
export const accessQueries: readonly HuntingQuery[] = [
  huntingQuery({
    id: 'anonymous-access-granted',
    title: 'Anonymous access granted',
    finds:
      'Permissions given to anonymous users, for the whole site or for a space: everybody on the internet has them.',
    tactic: 'Exfiltration',
    body: `
let lookback = 30d;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where Category =~ "Permissions" and Summary in~ ("Global permission added", "Space permission added")
| where AffectedObjectName =~ "Anonymous" or tostring(AssociatedObjects) has "Anonymous"
| extend
    Permission = tostring(ChangedValues[0].newValue),
    Scope = iff(Summary startswith "Global", "Whole site", strcat("Space ", AffectedObjectName))
| project TimeGenerated, SiteUrl, AuthorDisplayName, AuthorAccountId, SrcIpAddr, Scope, Permission
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = SrcIpAddr
| sort by TimeGenerated desc`,
  }),
  huntingQuery({
    id: 'mass-permission-changes',
    title: 'Mass permission changes',
    finds: 'Somebody who changes many permissions of spaces within an hour, as scripts and stolen sessions do.',
    tactic: 'Defense Evasion',
    body: `
let lookback = 30d;
let window = 1h;
let threshold = 15;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where Category =~ "Permissions" and Summary has "space permission"
| where isnotempty(AuthorAccountId)
| summarize
    Changes = count(),
    Added = countif(Summary has "added"),
    Removed = countif(Summary has "removed"),
    Spaces = make_set(AffectedObjectName, 50),
    Addresses = make_set(SrcIpAddr, 10),
    FirstChange = min(TimeGenerated),
    LastChange = max(TimeGenerated)
    by SiteUrl, AuthorAccountId, AuthorDisplayName, bin(TimeGenerated, window)
| where Changes >= threshold
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = tostring(Addresses[0])
| sort by Changes desc`,
  }),
  huntingQuery({
    id: 'space-administration-for-oneself',
    title: 'Space administration for oneself',
    finds: 'People who make themselves administrators of spaces; with many spaces at once it is seldom an errand.',
    tactic: 'Privilege Escalation',
    body: `
let lookback = 30d;
let threshold = 3;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where Category =~ "Permissions" and Summary =~ "Space permission added"
| where tostring(ChangedValues) has "Space Administration"
| mv-expand Grantee = AssociatedObjects
| where tostring(Grantee.objectType) =~ "User" and tostring(Grantee.name) =~ AuthorDisplayName
| summarize
    Grants = count(),
    Spaces = make_set(AffectedObjectName, 50),
    Addresses = make_set(SrcIpAddr, 10),
    FirstGrant = min(TimeGenerated),
    LastGrant = max(TimeGenerated)
    by SiteUrl, AuthorAccountId, AuthorDisplayName
| where Grants >= threshold
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = tostring(Addresses[0])
| sort by Grants desc`,
  }),
  huntingQuery({
    id: 'restrictions-removed-in-bulk',
    title: 'Content restrictions removed in bulk',
    finds: 'Many pages opened to everybody in their spaces by one person within an hour.',
    tactic: 'Collection',
    body: `
let lookback = 30d;
let window = 1h;
let threshold = 10;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where Category =~ "Permissions" and Summary =~ "Content restriction removed"
| where isnotempty(AuthorAccountId)
| summarize
    Removed = count(),
    Pages = make_set(AffectedObjectName, 50),
    Addresses = make_set(SrcIpAddr, 10),
    FirstRemoval = min(TimeGenerated),
    LastRemoval = max(TimeGenerated)
    by SiteUrl, AuthorAccountId, AuthorDisplayName, bin(TimeGenerated, window)
| where Removed >= threshold
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = tostring(Addresses[0])
| sort by Removed desc`,
  }),
  huntingQuery({
    id: 'guests-changing-access',
    title: 'Guests who change access',
    finds: 'Guests and external collaborators who change permissions or restrictions more than now and then.',
    tactic: 'Privilege Escalation',
    body: `
let lookback = 30d;
let window = 1d;
let threshold = 8;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where AuthorIsGuest == true or AuthorIsExternalCollaborator == true or AuthorExternalCollaborator == true
| where Category in~ ("Permissions", "Public links")
| summarize
    Changes = count(),
    Kinds = make_set(Summary),
    Objects = make_set(AffectedObjectName, 50),
    Addresses = make_set(SrcIpAddr, 10)
    by SiteUrl, AuthorAccountId, AuthorDisplayName, Day = bin(TimeGenerated, window)
| where Changes >= threshold
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = tostring(Addresses[0])
| sort by Changes desc`,
  }),
  huntingQuery({
    id: 'public-links-in-bulk',
    title: 'Public links enabled in bulk',
    finds: 'Somebody who makes many pages readable for everybody who has the link, within an hour.',
    tactic: 'Exfiltration',
    body: `
let lookback = 30d;
let window = 1h;
let threshold = 5;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where Category =~ "Public links" and Summary =~ "Public link enabled"
| extend Space = tostring(AssociatedObjects[0].name)
| summarize
    Links = count(),
    Pages = make_set(AffectedObjectName, 50),
    Spaces = make_set(Space, 20),
    Addresses = make_set(SrcIpAddr, 10),
    FirstLink = min(TimeGenerated),
    LastLink = max(TimeGenerated)
    by SiteUrl, AuthorAccountId, AuthorDisplayName, bin(TimeGenerated, window)
| where Links >= threshold
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = tostring(Addresses[0])
| sort by Links desc`,
  }),
];
