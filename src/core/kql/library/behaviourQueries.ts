import { type HuntingQuery, huntingQuery } from './huntingQuery.ts';

/** What is unlike what was before. */
export const behaviourQueries: readonly HuntingQuery[] = [
  huntingQuery({
    id: 'burst-out-of-hours',
    title: 'Burst out of office hours',
    finds: 'People with many records within an hour of the night or the weekend. Set the hours of the office, in UTC.',
    tactic: 'Collection',
    body: `
let lookback = 30d;
let officeOpens = 6;
let officeCloses = 20;
let threshold = 6;
ConfluenceAuditLogs_CL
| where TimeGenerated > ago(lookback)
| where isnotempty(AuthorAccountId)
| extend IsWeekend = dayofweek(TimeGenerated) in (0d, 6d)
| where IsWeekend or hourofday(TimeGenerated) < officeOpens or hourofday(TimeGenerated) >= officeCloses
| summarize
    Records = count(),
    Deeds = make_set(Summary, 20),
    Objects = make_set(AffectedObjectName, 50),
    Addresses = make_set(SrcIpAddr, 10)
    by SiteUrl, AuthorAccountId, AuthorDisplayName, Hour = bin(TimeGenerated, 1h)
| where Records >= threshold
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = tostring(Addresses[0])
| sort by Records desc`,
  }),
  huntingQuery({
    id: 'unusual-daily-volume',
    title: 'Unusual number of records',
    finds: 'Days on which somebody left far more records than on their other days.',
    tactic: 'Collection',
    body: `
let lookback = 30d;
let deviations = 3.0;
let leastDays = 7;
let leastExcess = 12;
let daily = ConfluenceAuditLogs_CL
    | where TimeGenerated > ago(lookback)
    | where isnotempty(AuthorAccountId)
    | summarize Records = count(), Deeds = make_set(Summary, 20), Addresses = make_set(SrcIpAddr, 10)
        by SiteUrl, AuthorAccountId, AuthorDisplayName, Day = bin(TimeGenerated, 1d);
let usual = daily
    | summarize Average = avg(Records), Deviation = stdev(Records), Days = count() by SiteUrl, AuthorAccountId
    | where Days >= leastDays;
daily
| join kind=inner usual on SiteUrl, AuthorAccountId
| where Records > Average + deviations * Deviation and Records - Average >= leastExcess
| project Day, SiteUrl, AuthorAccountId, AuthorDisplayName, Records, Average = round(Average, 1), Deviation = round(Deviation, 1), Deeds, Addresses
| extend Account_0_Name = AuthorDisplayName, IP_0_Address = tostring(Addresses[0])
| sort by Records desc`,
  }),
];
