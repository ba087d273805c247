/** What a VS Code under test inherits: this process's environment less what would make it behave as a child of it. */
export function hostEnvironment(additions: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
  // Without a gallery nothing looks for updates or recommendations on the internet.
  return { ...Object.fromEntries(inherited), EXTENSIONS_GALLERY: '{}', ...additions };
}

/**
 * Every client in an extension host trusts this certificate authority then: Node's https and undici read the first
 * variable, VS Code's own fetch the second.
 */
export function trustEnvironment(certificateFile: string): Readonly<Record<string, string>> {
  return { NODE_EXTRA_CA_CERTS: certificateFile, SSL_CERT_FILE: certificateFile };
}

const FOREIGN =
  /^(?:VSCODE_|ELECTRON_|VITEST|VITE_|npm_|NODE_ENV$|NODE_OPTIONS$|TEST$|DEV$|PROD$|MODE$|BASE_URL$|SSR$)/i;
