import { X509Certificate } from 'node:crypto';
import { type DetailedPeerCertificate, rootCertificates, TLSSocket } from 'node:tls';
import { createConnector } from './connector.ts';
import type { NetworkSettings } from './networkSettings.ts';
import { unlessAborted } from './unlessAborted.ts';

/** What a host, or who answers in its place, shows of itself. */
export interface HostCertificate {
  /** Organization of who issued it, or its common name: `DigiCert Inc`, or the name of an inspecting proxy. */
  readonly issuer: string;
  readonly validToMs: number;
  /** Whether its chain ends at an authority that everybody trusts. If not, somebody reads along or it is a private one. */
  readonly publiclyIssued: boolean;
  /** Why it is not trusted here: a code of OpenSSL or Node. Undefined when it is. */
  readonly problem: string | undefined;
}

export interface CertificateRequest {
  /** An `https` origin. */
  readonly url: string;
  readonly settings: NetworkSettings;
  readonly timeoutMs: number;
}

/**
 * Shakes hands with a host by the same way as requests do, through a proxy if need be, and sends it nothing. Errors of
 * an untrusted certificate name no issuer (only a wrong host name's error carries the certificate), so it takes this
 * second look. Throws what the connector throws.
 */
export function readHostCertificate(request: CertificateRequest, signal: AbortSignal): Promise<HostCertificate> {
  const { url, settings, timeoutMs } = request;
  const { protocol, host, hostname, port } = new URL(url);
  const connect = createConnector({ settings, timeoutMs, verify: 'never' });
  const { promise, resolve, reject } = Promise.withResolvers<HostCertificate>();
  connect({ protocol, host, hostname: hostname.replace(/^\[|\]$/g, ''), port }, (error, socket) => {
    if (error !== null) return reject(error);
    try {
      if (!(socket instanceof TLSSocket)) throw new Error('A host spoken to over TLS has a TLS socket.');
      resolve(describe(socket));
    } catch (failure) {
      reject(failure);
    } finally {
      socket.destroy();
    }
  });
  return unlessAborted(promise, signal);
}

function describe(socket: TLSSocket): HostCertificate {
  const certificate = socket.getPeerCertificate(true);
  const { issuer, valid_to: validTo } = certificate;
  // Declared as an Error, it is the error's code; for a wrong host name it is the same.
  const problem: unknown = socket.authorized ? undefined : socket.authorizationError;
  return {
    issuer: [issuer.O ?? issuer.CN ?? []].flat().join(', '),
    validToMs: Date.parse(validTo),
    publiclyIssued: isPubliclyIssued(certificate),
    problem: problem === undefined ? undefined : String(problem),
  };
}

/** Against the list that comes with Node, which is Mozilla's: what was added to it on this machine is not public. */
function isPubliclyIssued(leaf: DetailedPeerCertificate): boolean {
  const roots = rootCertificates.map((pem) => new X509Certificate(pem));
  return chainOf(leaf).some((certificate) =>
    roots.some((root) => certificate.checkIssued(root) && certificate.verify(root.publicKey)),
  );
}

/** Each certificate once: a root is its own issuer. */
function chainOf(leaf: DetailedPeerCertificate): readonly X509Certificate[] {
  const chain = new Set<DetailedPeerCertificate>();
  for (let link = leaf; link?.raw !== undefined && !chain.has(link); link = link.issuerCertificate) chain.add(link);
  return [...chain].map(({ raw }) => new X509Certificate(raw));
}
