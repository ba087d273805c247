import { Failure } from '../failure.ts';
import { hostAddresses } from '../network/hostAddresses.ts';
import { type HostCertificate, readHostCertificate } from '../network/hostCertificate.ts';
import { networkFailure } from '../network/networkFailure.ts';
import type { NetworkSettings } from '../network/networkSettings.ts';
import { ProxyError } from '../network/proxyError.ts';
import { proxyFor } from '../network/proxyFor.ts';
import type { StepResult } from './diagnosis.ts';

export interface WayOptions {
  readonly site: string;
  readonly network: NetworkSettings;
  readonly nowMs: () => number;
  /** For each of the steps. */
  readonly timeoutMs: number;
}

/**
 * The way to a site, without sending it anything: its name, the proxy, and the certificate. Ends at the first step that
 * fails.
 */
export async function* diagnoseWay(options: WayOptions, signal: AbortSignal): AsyncGenerator<StepResult> {
  const { site, network, timeoutMs } = options;
  const choice = proxyFor(site, network);
  const proxied = choice.kind === 'proxy';
  const host = new URL(proxied ? choice.proxy.origin : site).hostname;
  if (choice.kind !== 'unusable') {
    try {
      const addresses = await hostAddresses(host, signal);
      yield {
        step: 'nameResolution',
        verdict: 'ok',
        seen: { kind: proxied ? 'proxyAddresses' : 'addresses', host, addresses },
      };
    } catch (error) {
      signal.throwIfAborted();
      const failure = networkFailure(error, site);
      const unknownProxy = (where: string): Failure =>
        new Failure('proxyUnreachable', { where, ...(failure.detail.remark ? { remark: failure.detail.remark } : {}) });
      yield {
        step: 'nameResolution',
        verdict: 'failed',
        failure: proxied ? unknownProxy(choice.proxy.origin) : failure,
      };
      return;
    }
  } else {
    yield { step: 'nameResolution', verdict: 'skipped', because: 'proxy' };
  }

  const way: StepResult = { step: 'proxy', verdict: 'ok', seen: { kind: 'way', choice } };
  if (new URL(site).protocol === 'http:') {
    yield way;
    yield { step: 'tls', verdict: 'ok', seen: { kind: 'unencrypted' } };
    return;
  }
  try {
    const certificate = await readHostCertificate({ url: site, settings: network, timeoutMs }, signal);
    yield way;
    // Behind a proxy, the user may have chosen not to verify; then it works, but somebody may read along.
    yield judgeCertificate(certificate, { ...options, tolerated: proxied && !network.strictSsl });
  } catch (error) {
    signal.throwIfAborted();
    const failure = networkFailure(error, site);
    if (error instanceof ProxyError) {
      yield { step: 'proxy', verdict: 'failed', failure };
      return;
    }
    yield way;
    // Whoever does not let one connect has shown no certificate.
    const step = failure.code.startsWith('certificate') ? 'tls' : 'reachability';
    yield { step, verdict: 'failed', failure };
  }
}

function judgeCertificate(
  certificate: HostCertificate,
  { site, nowMs, tolerated }: WayOptions & { readonly tolerated: boolean },
): StepResult {
  const { problem, issuer, publiclyIssued, validToMs } = certificate;
  if (problem !== undefined && !tolerated) {
    const remark = issuer === '' ? problem : `${problem}; ${issuer}`;
    const { code } = networkFailure(Object.assign(new Error(problem), { code: problem }), site);
    return { step: 'tls', verdict: 'failed', failure: new Failure(code, { where: site, remark }) };
  }
  const soonOver = validToMs - nowMs() < SOON_MS;
  const verdict = publiclyIssued && !soonOver && problem === undefined ? 'ok' : 'warning';
  return { step: 'tls', verdict, seen: { kind: 'certificate', certificate } };
}

const SOON_MS = 7 * 24 * 60 * 60 * 1000;
