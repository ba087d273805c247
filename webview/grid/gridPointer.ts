import type { GridPosition } from './gridKeys.ts';

/** Selecting by pointer: press, drag (beyond the edges too, which scrolls), release. */
export interface PointerSelecting {
  readonly scroller: HTMLElement;
  /** What a press at this place begins; undefined where it begins nothing. */
  readonly onPress: (event: PointerEvent) => 'selecting' | undefined;
  /** The pointer is at, or beside, this cell now. */
  readonly onDrag: (position: GridPosition) => void;
  /** The cell nearest to a point of the window. */
  readonly nearest: (point: Point) => GridPosition;
  /** The part of the window where the cells are in sight. */
  readonly cellArea: () => Area;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function selectByPointer({ scroller, onPress, onDrag, nearest, cellArea }: PointerSelecting): void {
  let pressed: Point | undefined;
  let at: Point | undefined;
  const follow = (): void => {
    if (at === undefined) return;
    const area = cellArea();
    const [dx, dy] = [beyond(at.x, area.left, area.right), beyond(at.y, area.top, area.bottom)];
    if (dx !== 0 || dy !== 0) scroller.scrollBy(dx, dy);
    onDrag(nearest(at));
    if (dx !== 0 || dy !== 0) requestAnimationFrame(follow);
  };
  scroller.addEventListener('pointerdown', (event) => {
    if (event.button === 0 && onPress(event) === 'selecting') pressed = { x: event.clientX, y: event.clientY };
  });
  scroller.addEventListener('pointermove', (event) => {
    if (pressed === undefined) return;
    const point = { x: event.clientX, y: event.clientY };
    const isFirst = at === undefined;
    // A press that trembles is no drag.
    if (isFirst && Math.hypot(point.x - pressed.x, point.y - pressed.y) < MIN_DRAG_PX) return;
    if (isFirst) scroller.setPointerCapture(event.pointerId);
    const wasInside = at !== undefined && isInside(at, cellArea());
    at = point;
    // Beyond the edge the loop of frames is running already.
    if (isFirst || wasInside || isInside(point, cellArea())) follow();
  });
  const end = (): void => {
    pressed = undefined;
    at = undefined;
  };
  for (const type of ['pointerup', 'pointercancel', 'lostpointercapture'] as const)
    scroller.addEventListener(type, end);
}

const MIN_DRAG_PX = 4;

function isInside({ x, y }: Point, area: Area): boolean {
  return beyond(x, area.left, area.right) === 0 && beyond(y, area.top, area.bottom) === 0;
}

/** How far to scroll for a pointer beyond an edge: the farther, the faster. */
function beyond(at: number, low: number, high: number): number {
  if (at < low) return Math.max(-60, (at - low) / 2 - 2);
  return at > high ? Math.min(60, (at - high) / 2 + 2) : 0;
}
