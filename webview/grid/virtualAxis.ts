import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core';

/** The rows or the columns of a grid: which of them are in sight. Silent until it is told how many there are. */
export interface VirtualAxis {
  setCount(count: number): void;
  /** Asks anew how large each item is, and where the first one begins. */
  measure(): void;
  /** Keeps one item in the page even out of sight: the one that has the focus. */
  keep(index: number): void;
  items(): readonly VirtualItem[];
  /** The items in sight, without overscan; undefined when there are none. */
  visible(): { readonly startIndex: number; readonly endIndex: number } | undefined;
}

export interface AxisOptions {
  readonly scroller: HTMLElement;
  readonly direction: 'rows' | 'columns';
  readonly size: (index: number) => number;
  /** Pixels taken before the first item. */
  readonly margin: () => number;
  readonly overscan: number;
  /** `scrolling` while the view is being scrolled. */
  readonly onChange: (cause: 'scrolling' | 'other') => void;
}

export function virtualAxis({ scroller, direction, size, margin, overscan, onChange }: AxisOptions): VirtualAxis {
  let count = 0;
  let kept = 0;
  const settings = (): VirtualizerOptions<HTMLElement, HTMLElement> => ({
    count,
    getScrollElement: () => scroller,
    estimateSize: size,
    horizontal: direction === 'columns',
    scrollMargin: margin(),
    overscan,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: (_, isScrolling) => onChange(isScrolling ? 'scrolling' : 'other'),
    // A new function each time, because the virtualizer remembers the answer of the last one.
    rangeExtractor: (range) => including(kept, defaultRangeExtractor(range), count),
  });
  const virtualizer = new Virtualizer(settings());
  const update = (): void => {
    virtualizer.setOptions(settings());
    virtualizer._willUpdate();
  };
  return {
    setCount: (next) => {
      count = next;
      kept = 0;
      update();
    },
    measure: () => {
      update();
      virtualizer.measure();
    },
    keep: (index) => {
      kept = index;
      update();
    },
    items: () => virtualizer.getVirtualItems(),
    visible: () => virtualizer.range ?? undefined,
  };
}

function including(kept: number, indexes: readonly number[], count: number): number[] {
  if (kept >= count || indexes.includes(kept)) return [...indexes];
  return [...indexes, kept].sort((left, right) => left - right);
}
