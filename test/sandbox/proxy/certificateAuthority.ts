import '../reflectMetadata.ts';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import type { ServerCertificate } from '../certificates.ts';

export interface CertificateAuthority {
  /** The authority's own certificate, which clients must trust: PEM. */
  readonly caPem: string;
  /** A certificate for a server that is known by these names and addresses. */
  readonly issue: (...hosts: readonly string[]) => Promise<ServerCertificate>;
}

/** A new authority that goes on issuing, as an intercepting proxy needs. `name` is its subject, `CN=…, O=…`. */
export async function createCertificateAuthority(name: string): Promise<CertificateAuthority> {
  x509.cryptoProvider.set(crypto);
  const keys = await createKeys();
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    name,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    caPem: `${ca.toString('pem')}\n`,
    async issue(...hosts) {
      const serverKeys = await createKeys();
      const certificate = await x509.X509CertificateGenerator.create({
        ...validity(),
        subject: `CN=${hosts[0]}`,
        issuer: ca.subject,
        publicKey: serverKeys.publicKey,
        signingKey: keys.privateKey,
        signingAlgorithm: ALGORITHM,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension(
            hosts.map((value) => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
          ),
          await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
        ],
      });
      const key = new Uint8Array(await crypto.subtle.exportKey('pkcs8', serverKeys.privateKey));
      return { key: x509.PemConverter.encode(key, 'PRIVATE KEY'), cert: certificate.toString('pem') };
    },
  };
}

const DAY_MS = 86_400_000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** From yesterday, lest a clock be set back; for as long as a sandbox may be left running. */
function validity(): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + 365 * DAY_MS) };
}

function createKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
