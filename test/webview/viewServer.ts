import { createServer } from 'node:http';
import path from 'node:path';
import { build } from 'esbuild';
import { webviewHtml } from '../../src/shell/webview/webviewHtml.ts';

const VIEWS = ['organizationForm', 'destinationForm', 'recordPreview', 'diagnosis', 'kqlResults'] as const;
export type ViewName = (typeof VIEWS)[number];
/** Scripts that a view loads when it needs them. */
const MORE = ['kqlChart'] as const;

export interface ViewServer {
  readonly address: string;
  close(): Promise<void>;
}

/** Builds the views and serves them on this machine, each in the very page that the extension gives it. */
export async function startViewServer(l10nBundle?: Readonly<Record<string, string>>): Promise<ViewServer> {
  const files = await bundleViews();
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    const file = files.get(name);
    if (file !== undefined) {
      response.setHeader('content-type', name.endsWith('.css') ? 'text/css' : 'text/javascript').end(file);
    } else if (files.has(`${name}.js`)) {
      response.setHeader('content-type', 'text/html').end(page(name));
    } else {
      // The browser asks for an icon by itself.
      response.writeHead(name === 'favicon.ico' ? 204 : 404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the view server has no port');
  const address = `http://127.0.0.1:${bound.port}`;
  const page = (view: string): string =>
    webviewHtml({
      language: 'en',
      title: view,
      cspSource: address,
      nonce: 'MTIzNDU2Nzg5MDEyMzQ1Ng',
      scriptUri: `${address}/${view}.js`,
      styleUri: `${address}/theme.css`,
      l10nBundle,
    });
  return {
    address,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const ROOT = path.join(import.meta.dirname, '../..');

async function bundleViews(): Promise<ReadonlyMap<string, Uint8Array>> {
  const result = await build({
    entryPoints: [
      ...[...VIEWS, ...MORE].map((name) => ({ in: path.join(ROOT, `webview/${name}/main.ts`), out: name })),
      { in: path.join(ROOT, 'webview/theme.css'), out: 'theme' },
    ],
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: 'chrome138',
    write: false,
    outdir: '/',
    logLevel: 'error',
  });
  return new Map(result.outputFiles.map((file) => [path.basename(file.path), file.contents]));
}
