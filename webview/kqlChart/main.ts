import { CHARTS_READY } from './drawnChart.ts';
import { makeChart } from './makeChart.ts';

// A script of its own, which the results load when the first chart is wanted: it is larger than all the rest.
window.dispatchEvent(new CustomEvent(CHARTS_READY, { detail: makeChart }));
