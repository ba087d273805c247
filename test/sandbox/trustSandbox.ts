import tls from 'node:tls';
import { type Sandbox, type SandboxOptions, startSandbox } from './startSandbox.ts';

/**
 * Starts a sandbox and lets this whole process trust it, as NODE_EXTRA_CA_CERTS would for a process started later:
 * the code under test connects exactly as it does to the real services.
 */
export async function startTrustedSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), sandbox.caPem]);
  return sandbox;
}
