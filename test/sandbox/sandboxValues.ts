import type { Sandbox } from './startSandbox.ts';

/** What has to be typed into the extension's forms to use a sandbox, as JSON. */
export type SandboxValues = ReturnType<typeof sandboxValues>;

export function sandboxValues({ site, azure, caFile }: Sandbox) {
  return {
    site: { url: site.url, cloudId: site.cloudId, ...site.users },
    azure: {
      endpoint: azure.endpoint,
      ruleId: azure.ruleId,
      stream: azure.stream,
      workspaceId: azure.workspaceId,
      authorityHost: azure.authorityHost,
      audience: azure.audience,
      tenantId: azure.tenantId,
      clientId: azure.app.clientId,
      clientSecret: azure.app.clientSecret,
      expiredClientSecret: azure.expiredClientSecret,
      appWithoutRole: azure.appWithoutRole,
    },
    caFile,
  };
}
