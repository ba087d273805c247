/** A query to hunt with in audit records. Title and sentence are English, for whoever shows them to translate. */
export interface HuntingQuery {
  /** Kebab case; stays the same when the title changes. */
  readonly id: string;
  readonly title: string;
  readonly finds: string;
  readonly tactic: Tactic;
  /** KQL that runs on the sample and in a workspace alike, with a header that says the above. */
  readonly text: string;
}

/** The tactics of MITRE ATT&CK for enterprises that audit records of Confluence can tell of. */
export type Tactic =
  | 'Initial Access'
  | 'Execution'
  | 'Persistence'
  | 'Privilege Escalation'
  | 'Defense Evasion'
  | 'Collection'
  | 'Exfiltration'
  | 'Impact';

export function huntingQuery({ body, ...query }: Omit<HuntingQuery, 'text'> & { readonly body: string }): HuntingQuery {
  const header = [query.title, query.finds, `Tactic: ${query.tactic}`].map((line) => `// ${line}\n`).join('');
  return { ...query, text: `${header}${body.trim()}\n` };
}
