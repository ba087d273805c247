import path from 'node:path';

/** As VS Code's, for addresses and paths as the extension makes them. */
export class Uri {
  readonly scheme: string;
  readonly path: string;
  constructor(scheme: string, uriPath: string) {
    this.scheme = scheme;
    this.path = uriPath;
  }
  static file = (file: string): Uri => new Uri('file', file);
  static parse = (text: string): Uri => new Uri(text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1));
  static joinPath = (base: Uri, ...parts: string[]): Uri => new Uri(base.scheme, path.posix.join(base.path, ...parts));
  get fsPath(): string {
    return this.path;
  }
  toString(): string {
    return `${this.scheme}:${this.scheme === 'file' ? '//' : ''}${this.path}`;
  }
}

export class ThemeColor {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export class ThemeIcon extends ThemeColor {
  readonly color: ThemeColor | undefined;
  constructor(id: string, color?: ThemeColor) {
    super(id);
    this.color = color;
  }
}

/** Escapes what is appended as text as VS Code does. */
export class MarkdownString {
  value = '';
  isTrusted = false;
  supportHtml = false;
  appendText(text: string): this {
    const escaped = text.replace(/[\\`*_{}[\]()#+\-!~]/g, '\\$&').replaceAll('>', '\\>');
    this.value += escaped.replace(/[ \t]+/g, (spaces) => '&nbsp;'.repeat(spaces.length)).replaceAll('\n', '\n\n');
    return this;
  }
  appendMarkdown(markdown: string): this {
    this.value += markdown;
    return this;
  }
}

export class TreeItem {
  readonly label: string;
  readonly collapsibleState: number;
  constructor(label: string, collapsibleState = 0) {
    this.label = label;
    this.collapsibleState = collapsibleState;
  }
}
