import type { ComponentChildren, TargetedKeyboardEvent } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { targetOf } from "./tree-keys.ts";

/** Where a row stands in the tree. */
export interface TreePlace {
  /** From 1. */
  readonly level: number;
  /** `undefined`: there is nothing in it. */
  readonly isOpen: boolean | undefined;
}

export interface VirtualTreeProps<T> {
  readonly rows: readonly T[];
  /** All rows are of this height, in pixels. */
  readonly rowHeight: number;
  readonly keyOf: (row: T) => string;
  readonly placeOf: (row: T) => TreePlace;
  readonly children: (row: T, index: number) => ComponentChildren;
  readonly label: string;
  readonly selected: string | undefined;
  readonly onSelect: (row: T) => void;
  readonly onToggle: (row: T) => void;
}

/** Rows beyond the visible ones that are there, so that scrolling shows no holes. */
const SPARE = 12;

/**
 * A tree of which only what is visible is in the page. It stays at its end while it is there and nothing is selected;
 * elsewhere what one looks at stays where it is, whatever comes or goes above.
 */
export function VirtualTree<T>(props: VirtualTreeProps<T>) {
  const { rows, rowHeight, keyOf, placeOf, children, label, selected, onSelect, onToggle } = props;
  const id = useId();
  const scroll = useScroll(props);
  const { first, last } = scroll;
  const selectedIndex = selected === undefined ? -1 : rows.findIndex((row) => keyOf(row) === selected);
  const select = (index: number) => {
    scroll.reveal(index);
    onSelect(rows[index]!);
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>) => {
    const row = rows[selectedIndex];
    const isOpen = row === undefined ? undefined : placeOf(row).isOpen;
    const target = targetOf(event.key, {
      index: selectedIndex,
      levels: (index) => placeOf(rows[index]!).level,
      count: rows.length,
      page: scroll.rowsPerPage,
      isOpen,
    });
    if (target === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (target === "toggle") onToggle(row!);
    else if (target !== selectedIndex) select(target);
  };
  const indices = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index);
  // What has the focus stays in the page, wherever the list is scrolled to.
  if (selectedIndex >= 0 && !indices.includes(selectedIndex)) indices.push(selectedIndex);
  return (
    <div
      ref={scroll.box}
      class="wv-tree"
      role="tree"
      aria-label={label}
      aria-activedescendant={selectedIndex < 0 ? undefined : `${id}-${selected}`}
      tabIndex={0}
      onScroll={scroll.measure}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: `${rows.length * rowHeight}px` }}>
        {indices.map((index) => {
          const row = rows[index]!;
          const key = keyOf(row);
          const { level, isOpen } = placeOf(row);
          return (
            <div
              key={key}
              id={`${id}-${key}`}
              class="wv-tree-item"
              role="treeitem"
              aria-level={level}
              aria-expanded={isOpen}
              aria-selected={key === selected}
              aria-posinset={index + 1}
              aria-setsize={rows.length}
              style={{ top: `${index * rowHeight}px`, height: `${rowHeight}px` }}
              onClick={() => select(index)}
              onDblClick={() => isOpen !== undefined && onToggle(row)}
            >
              {children(row, index)}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Which rows are visible, and what keeps them in place. */
function useScroll<T>({ rows, rowHeight, keyOf }: VirtualTreeProps<T>) {
  const box = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  /** The first visible row, and how much of it is scrolled away. */
  const anchor = useRef<{ readonly key: string; readonly offset: number }>(undefined);
  const [view, setView] = useState({ top: 0, height: 600 });
  const measure = () => {
    const { scrollTop: top, clientHeight: height } = box.current!;
    follows.current = top + height >= rows.length * rowHeight - 1;
    const row = rows[Math.floor(top / rowHeight)];
    anchor.current = row === undefined ? undefined : { key: keyOf(row), offset: top % rowHeight };
    setView((before) => (before.top === top && before.height === height ? before : { top, height }));
  };
  // An observer lives longer than one rendering, and is to measure what is there then.
  const latestMeasure = useRef(measure);
  latestMeasure.current = measure;
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => latestMeasure.current());
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    const element = box.current!;
    if (follows.current) element.scrollTop = rows.length * rowHeight;
    else if (anchor.current !== undefined) {
      const { key, offset } = anchor.current;
      const index = rows.findIndex((row) => keyOf(row) === key);
      if (index >= 0) element.scrollTop = index * rowHeight + offset;
    }
    const { current: wasFollowing } = follows;
    measure();
    // What fills less than the box is at its end all the time; what one has stopped stays stopped.
    follows.current = wasFollowing;
  }, [rows, rowHeight]);
  const reveal = (index: number) => {
    const element = box.current!;
    const top = index * rowHeight;
    const bottom = top + rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight)
      element.scrollTop = bottom - element.clientHeight;
    measure();
    follows.current = index === rows.length - 1;
  };
  return {
    box,
    measure,
    reveal,
    rowsPerPage: Math.max(1, Math.floor(view.height / rowHeight) - 1),
    first: Math.max(0, Math.floor(view.top / rowHeight) - SPARE),
    last: Math.min(rows.length, Math.ceil((view.top + view.height) / rowHeight) + SPARE),
  };
}
