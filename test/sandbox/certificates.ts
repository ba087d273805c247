import './reflectMetadata.ts';
import * as x509 from '@peculiar/x509';

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

/** A new authority, and a certificate of it for servers on this machine. The authority's key is not kept. */
export async function createCertificates(): Promise<SandboxCertificates> {
  x509.cryptoProvider.set(crypto);
  // A day on either side: enough for a sandbox, whatever the time zone or a clock that is set back.
  const validity = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + 7 * DAY_MS) };
  const caKeys = await createKeys();
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    name: 'CN=Confluence Audit Sandbox CA',
    keys: caKeys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const serverKeys = await createKeys();
  const server = await x509.X509CertificateGenerator.create({
    ...validity,
    subject: 'CN=localhost',
    issuer: ca.subject,
    publicKey: serverKeys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const key = new Uint8Array(await crypto.subtle.exportKey('pkcs8', serverKeys.privateKey));
  return {
    caPem: `${ca.toString('pem')}\n`,
    server: { key: x509.PemConverter.encode(key, 'PRIVATE KEY'), cert: server.toString('pem') },
  };
}

const DAY_MS = 86_400_000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

function createKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
