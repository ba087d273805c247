/** What differs from one webview page to the next. */
export interface WebviewPage {
  /** The display language of VS Code, for instance `en` or `pt-br`. */
  readonly language: string;
  readonly title: string;
  /** The source of local resources, `webview.cspSource`. */
  readonly cspSource: string;
  /** Unguessable and new for each page: only scripts and styles that carry it are run. */
  readonly nonce: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  /** The translations of the display language, `vscode.l10n.bundle`; undefined in English. */
  readonly l10nBundle: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The page of a webview: an empty body, which the view's script fills. Scripts and styles come from the extension only,
 * nothing is ever fetched, and no form is ever sent.
 */
export function webviewHtml(page: WebviewPage): string {
  const nonce = escapeHtml(page.nonce);
  return `<!DOCTYPE html>
<html lang="${escapeHtml(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(contentSecurityPolicy(page))}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
<link rel="stylesheet" href="${escapeHtml(page.styleUri)}">
${page.l10nBundle === undefined ? '' : l10nBlock(page.l10nBundle)}
<script nonce="${nonce}" src="${escapeHtml(page.scriptUri)}" defer></script>
</head>
<body><main id="root"></main></body>
</html>
`;
}

function contentSecurityPolicy({ cspSource, nonce }: WebviewPage): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

/** A data block is not run, so the policy lets it pass; without `<` nothing in it can end it early. */
function l10nBlock(bundle: Readonly<Record<string, unknown>>): string {
  return `<script type="application/json" id="l10n">${JSON.stringify(bundle).replaceAll('<', '\\u003c')}</script>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
