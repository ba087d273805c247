import { writeFile } from 'node:fs/promises';
import type { AuditWindow } from '../../src/core/audit/auditWindow.ts';
import { createCertificates } from './certificates.ts';
import { type AzureOptions, type SandboxAzure, startSandboxAzure } from './sandboxAzure.ts';
import { type SandboxSite, startSandboxSite } from './sandboxSite.ts';
import type { SiteOptions } from './site/siteOptions.ts';

export interface SandboxOptions {
  /** Decides what the records are. Default 1. */
  readonly seed?: number | undefined;
  /** How many records the site has at first. Default 2000. */
  readonly records?: number | undefined;
  /** What time they are spread over. Default: the last 30 days. */
  readonly window?: AuditWindow | undefined;
  readonly nowMs?: (() => number) | undefined;
  /** Default 0: any that is free. */
  readonly sitePort?: number | undefined;
  readonly azurePort?: number | undefined;
  /** Where the certificate of the authority is written to, for NODE_EXTRA_CA_CERTS. */
  readonly caFile?: string | undefined;
  /** Further host names that the servers' certificate is good for. */
  readonly names?: readonly string[] | undefined;
  readonly site?: SiteOptions | undefined;
  readonly azure?: AzureOptions | undefined;
  /**
   * While a client on the same machine is measured, it does as little as it can: all records are made at the start, and
   * what arrives is looked at when somebody asks for it. Default false.
   */
  readonly light?: boolean | undefined;
}

export interface Sandbox {
  /** The certificate of the authority, which clients must trust. */
  readonly caPem: string;
  readonly caFile: string | undefined;
  readonly site: SandboxSite;
  readonly azure: SandboxAzure;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a Confluence site and an Azure on this machine, as real HTTPS servers. Each start has a certificate authority
 * and secrets of its own.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { caFile, nowMs = Date.now, light = false } = options;
  const { caPem, server: certificate } = await createCertificates(options.names);
  const startedMs = nowMs();
  const site = await startSandboxSite({
    seed: options.seed ?? 1,
    records: options.records ?? 2000,
    window: options.window ?? { fromMs: startedMs - THIRTY_DAYS_MS, toMs: startedMs },
    port: options.sitePort ?? 0,
    certificate,
    nowMs,
    site: options.site ?? {},
    light,
  });
  const stops = [site.stop];
  const stop = async (): Promise<void> => {
    await Promise.all(stops.map((each) => each()));
  };
  try {
    const azure = await startSandboxAzure({
      port: options.azurePort ?? 0,
      certificate,
      nowMs,
      azure: options.azure ?? {},
      light,
    });
    stops.push(azure.stop);
    // Only now that both ports are ours: a sandbox that already runs on them has its own certificate in this file.
    if (caFile !== undefined) await writeFile(caFile, caPem);
    return { caPem, caFile, site, azure, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const THIRTY_DAYS_MS = 30 * 86_400_000;
