import type { SandboxValues } from './keepSandbox.ts';

/** The sandbox's values as a block of text, under the labels of the extension's forms. */
export function describeSandbox({ site, azure, control }: SandboxValues): string {
  return [
    section('Sandbox organization', {
      'Organization URL': site.url,
      'User name (e-mail)': site.administrator.email,
      'API token': site.administrator.token,
    }),
    section('Sandbox destination (Azure Monitor Logs Ingestion)', {
      Cloud: 'Custom',
      'Logs ingestion endpoint': azure.endpoint,
      'Immutable ID of the data collection rule': azure.ruleId,
      'Stream name': azure.stream,
      'Authority host': azure.authorityHost,
      'Token audience': azure.audience,
      'Tenant ID': azure.tenantId,
      'Client ID': azure.clientId,
      'Client secret': azure.clientSecret,
    }),
    section('Sandbox control (faults, new records, what arrived)', {
      'All calls': `curl ${control}`,
      'New audit records now': `curl ${control}/records -d '{"count": 5}'`,
      'Break the audit log once': `curl ${control}/faults -d '${JSON.stringify(BROKEN_ONCE)}'`,
      'Work again': `curl -X DELETE ${control}/faults`,
    }),
  ].join('\n');
}

const BROKEN_ONCE = { server: 'site', endpoint: 'audit', fault: { kind: 'status', status: 500 } };
const LABEL_WIDTH = 42;

function section(title: string, values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([label, value]) => `  ${label.padEnd(LABEL_WIDTH)}${value}`);
  return `${title}\n\n${lines.join('\n')}\n`;
}
