import * as l10n from '@vscode/l10n';
import { CHARTS_READY, type MakeChart } from '../kqlChart/drawnChart.ts';
import { element } from '../ui/element.ts';

/** The script that this one is part of, while it runs for the first time: the charts' one lies beside it. */
const own = document.currentScript;
let loading: Promise<MakeChart> | undefined;

/** Loads what draws the charts, when it is wanted for the first time. */
export function chartLibrary(): Promise<MakeChart> {
  loading ??= load().catch((error: unknown) => {
    // So that it can be tried again.
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<MakeChart> {
  if (!(own instanceof HTMLScriptElement)) throw new Error(l10n.t('The charts could not be loaded.'));
  const { promise, resolve, reject } = Promise.withResolvers<MakeChart>();
  const listener = (event: Event): void => {
    if (event instanceof CustomEvent && isMakeChart(event.detail)) resolve(event.detail);
  };
  window.addEventListener(CHARTS_READY, listener, { once: true });
  const script = element('script', { src: own.src.replace('kqlResults.js', 'kqlChart.js') });
  script.nonce = own.nonce;
  script.addEventListener('error', () => reject(new Error(l10n.t('The charts could not be loaded.'))));
  document.head.append(script);
  return promise;
}

/** The script of the charts is our own; nothing else tells this event. */
function isMakeChart(value: unknown): value is MakeChart {
  return typeof value === 'function';
}
