/** The theme's colours and fonts, as a chart needs them. */
export interface ChartTheme {
  /** Of the series, in their order; the first again after the last. */
  readonly series: readonly string[];
  readonly foreground: string;
  readonly faint: string;
  readonly line: string;
  readonly background: string;
  readonly tooltip: { readonly background: string; readonly foreground: string; readonly border: string };
  readonly fontFamily: string;
  readonly fontSizePx: number;
  /** What is told by colour is told by patterns too. */
  readonly isHighContrast: boolean;
}

const SERIES = ['blue', 'orange', 'green', 'purple', 'red', 'yellow'].map((name) => `--vscode-charts-${name}`);

export function chartTheme(): ChartTheme {
  const { colorOf, mix } = colorReader();
  const isHighContrast =
    /vscode-high-contrast/.test(document.body.className) || matchMedia('(forced-colors: active)').matches;
  const background = colorOf('--vscode-editor-background', '--vscode-panel-background') ?? bodyStyle('backgroundColor');
  const foreground =
    colorOf('--vscode-charts-foreground', '--vscode-foreground', '--vscode-editor-foreground') ?? bodyStyle('color');
  const known = SERIES.map((name) => colorOf(name))
    .filter((color) => color !== undefined)
    .map(opaque);
  const series = known.length > 0 ? known : [foreground];
  return {
    series: [...series, ...series.map((color) => mix(color, foreground))],
    foreground,
    faint: colorOf('--vscode-descriptionForeground') ?? foreground,
    line: mix(background, foreground, isHighContrast ? 2 * FAINT_LINE : FAINT_LINE),
    background,
    tooltip: {
      background: colorOf('--vscode-editorHoverWidget-background') ?? background,
      foreground: colorOf('--vscode-editorHoverWidget-foreground') ?? foreground,
      border:
        colorOf('--vscode-contrastBorder', '--vscode-editorHoverWidget-border', '--vscode-widget-border') ?? foreground,
    },
    fontFamily: bodyStyle('fontFamily'),
    fontSizePx: Math.max(10, Number.parseFloat(bodyStyle('fontSize')) - 1),
    isHighContrast,
  };
}

/** How much of the foreground a line across the chart has. */
const FAINT_LINE = 0.16;

/** Some themes make a colour of charts one that shines through, as they use it elsewhere; thin lines would be lost. */
function opaque(color: string): string {
  return color.replace(/^rgba\((.*),[^,]*\)$/, 'rgb($1)');
}

function bodyStyle(name: 'color' | 'backgroundColor' | 'fontFamily' | 'fontSize'): string {
  return getComputedStyle(document.body)[name];
}

interface ColorReader {
  /** The first of these variables that the theme sets, in a form that every library reads. */
  colorOf(...names: readonly string[]): string | undefined;
  /** A colour on its way to another one. */
  mix(from: string, to: string, share?: number): string;
}

/** The browser itself reads the colours, in whichever way a theme writes them. */
function colorReader(): ColorReader {
  const styles = getComputedStyle(document.documentElement);
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const paint = (layers: readonly (readonly [color: string, alpha: number])[]): string => {
    if (context === null) return layers[0]?.[0] ?? '';
    context.clearRect(0, 0, 1, 1);
    for (const [color, alpha] of layers) {
      context.globalAlpha = alpha;
      context.fillStyle = color;
      context.fillRect(0, 0, 1, 1);
    }
    const [red = 0, green = 0, blue = 0, alpha = 255] = context.getImageData(0, 0, 1, 1).data;
    return `rgba(${red},${green},${blue},${alpha / 255})`;
  };
  return {
    colorOf: (...names) => {
      const value = names.map((name) => styles.getPropertyValue(name).trim()).find((text) => text !== '');
      return value === undefined ? undefined : paint([[value, 1]]);
    },
    mix: (from, to, share = 0.4) =>
      paint([
        [from, 1],
        [to, share],
      ]),
  };
}
