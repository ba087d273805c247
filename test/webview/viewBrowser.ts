import { type Browser, chromium, type Page } from 'playwright-core';
import { type Calls, createServer as createHost, type Events, type Handlers } from '../../src/protocol/rpc.ts';
import { installChromium } from '../vscode/chromium.ts';
import { DEFAULT_STYLES, type Theme, themeFixture } from './themes.ts';
import { startViewServer, type ViewName } from './viewServer.ts';

/** A real browser that shows our views, each joined with a host that runs in the test. */
export interface ViewBrowser {
  open<C extends Calls, E extends Events>(options: OpenOptions<C>): Promise<View<E>>;
  /** Closes the pages and throws when one of them broke its policy or threw. */
  closePages(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenOptions<C extends Calls> {
  readonly view: ViewName;
  readonly handlers: Handlers<C>;
  readonly theme?: Theme;
  /** What an earlier page of the same view kept with setState. */
  readonly state?: unknown;
  readonly width?: number;
  readonly height?: number;
}

export interface View<E extends Events> {
  readonly page: Page;
  emit<N extends keyof E & string>(name: N, data: E[N]): Promise<void>;
  /** Resolves when every call so far was answered and every event was delivered. */
  delivered(): Promise<void>;
  /** Everything the view has sent to its host. */
  readonly sent: readonly unknown[];
  /** What setState kept last. */
  state(): unknown;
}

export async function launchViews(l10nBundle?: Readonly<Record<string, string>>): Promise<ViewBrowser> {
  const server = await startViewServer(l10nBundle);
  const browser: Browser = await chromium.launch({ executablePath: await installChromium(), args: ['--no-sandbox'] });
  const trouble: string[] = [];
  return {
    async open<C extends Calls, E extends Events>(options: OpenOptions<C>): Promise<View<E>> {
      const { view, handlers, theme = 'dark', width = 1280, height = 800 } = options;
      const page = await browser.newPage({ viewport: { width, height } });
      const sent: unknown[] = [];
      let state = options.state;
      page.on('pageerror', (error) => trouble.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error') trouble.push(message.text());
      });
      const underWay = new Set<Promise<void>>();
      const track = (work: Promise<void>): Promise<void> => {
        underWay.add(work);
        return work.finally(() => underWay.delete(work));
      };
      const deliver = (message: unknown): Promise<void> =>
        page
          .evaluate((data) => window.dispatchEvent(new MessageEvent('message', { data })), message)
          .then(
            () => undefined,
            // The page may be gone by the time an answer comes; so it is in VS Code.
            () => undefined,
          );
      const host = createHost<C, E>({
        handlers,
        post: (message) => void track(deliver(message)),
        describe: (error) => (error instanceof Error ? error.message : 'unknown failure'),
      });
      await page.exposeFunction('hostReceive', (message: unknown) => {
        sent.push(message);
        void track(host.receive(message));
      });
      await page.exposeFunction('hostKeep', (kept: unknown) => {
        state = kept;
      });
      await page.exposeFunction('hostViolation', (text: string) => trouble.push(text));
      await page.addInitScript(standInForVsCode, { state, styles: DEFAULT_STYLES, ...themeFixture(theme) });
      await page.goto(`${server.address}/${view}`);
      await page.locator('#root > *').first().waitFor();
      return {
        page,
        async delivered() {
          while (underWay.size > 0) await Promise.all(underWay);
        },
        emit: async (name, data) => deliver({ kind: 'event', name, data }),
        sent,
        state: () => state,
      };
    },
    async closePages() {
      for (const context of browser.contexts()) await context.close();
      const seen = trouble.splice(0);
      if (seen.length > 0) throw new Error(`the page had trouble: ${seen.join('\n')}`);
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

interface StandIn {
  readonly state: unknown;
  readonly styles: string;
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** Runs in the page before everything else and does what VS Code does to a page. */
function standInForVsCode({ state, styles, bodyClass, variables }: StandIn): void {
  const page = window as unknown as {
    hostReceive(message: unknown): void;
    hostKeep(state: unknown): void;
    hostViolation(text: string): void;
    acquireVsCodeApi?: () => unknown;
  };
  document.addEventListener('securitypolicyviolation', (event) =>
    page.hostViolation(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`),
  );
  let kept = state;
  page.acquireVsCodeApi = () => {
    delete page.acquireVsCodeApi;
    return {
      postMessage: (message: unknown) => page.hostReceive(structuredClone(message)),
      getState: () => kept,
      setState: (next: unknown) => {
        kept = structuredClone(next);
        page.hostKeep(kept);
      },
    };
  };
  const sheet = new CSSStyleSheet();
  // In a layer, so that the page's own styles win, as they do in VS Code.
  sheet.replaceSync(`@layer vscode { ${styles} }`);
  const dress = new MutationObserver(() => {
    const root = document.documentElement;
    if (!document.body) return;
    dress.disconnect();
    for (const [name, value] of Object.entries(variables)) root.style.setProperty(name, value);
    document.body.classList.add(bodyClass);
    document.body.dataset['vscodeThemeKind'] = bodyClass;
    document.adoptedStyleSheets = [sheet];
  });
  dress.observe(document, { childList: true, subtree: true });
}
