import { createCertificateAuthority } from './proxy/certificateAuthority.ts';

export interface ServerCertificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

export interface SandboxCertificates {
  /** The authority's own certificate, which clients must trust: PEM. */
  readonly caPem: string;
  readonly server: ServerCertificate;
}

/**
 * A new authority, and a certificate of it for servers on this machine, which may pose as hosts of other names too. The
 * authority's key is not kept.
 */
export async function createCertificates(names: readonly string[] = []): Promise<SandboxCertificates> {
  const authority = await createCertificateAuthority('CN=Confluence Audit Sandbox CA');
  return { caPem: authority.caPem, server: await authority.issue('localhost', '127.0.0.1', ...names) };
}
