import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

export interface VirtualListProps<T> {
  readonly items: readonly T[];
  /** All rows are of this height, in pixels. */
  readonly rowHeight: number;
  readonly keyOf: (item: T) => string | number;
  readonly children: (item: T, index: number) => ComponentChildren;
  readonly label: string;
  readonly class?: string;
  /** Stays at the end while it is at the end. */
  readonly follows?: boolean;
}

/** Rows beyond the visible ones that are there, so that scrolling shows no holes. */
const SPARE = 12;

/** A long list of which only what is visible is in the page: 5,000 rows cost what 50 do. */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const { items, rowHeight, keyOf, children, label, follows = false } = props;
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [view, setView] = useState({ top: 0, height: 600 });
  const measure = () => {
    const { scrollTop, clientHeight, scrollHeight } = box.current!;
    isAtEnd.current = scrollTop + clientHeight >= scrollHeight - rowHeight;
    setView((before) =>
      before.top === scrollTop && before.height === clientHeight
        ? before
        : { top: scrollTop, height: clientHeight },
    );
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (follows && isAtEnd.current) box.current!.scrollTop = items.length * rowHeight;
  }, [items, follows]);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - SPARE);
  const last = Math.min(items.length, Math.ceil((view.top + view.height) / rowHeight) + SPARE);
  return (
    <div ref={box} class={props.class} onScroll={measure} role="list" aria-label={label} tabIndex={0}>
      <div style={{ height: `${items.length * rowHeight}px`, position: "relative" }}>
        {items.slice(first, last).map((item, index) => (
          <div
            key={keyOf(item)}
            role="listitem"
            style={{
              position: "absolute",
              insetInline: 0,
              top: `${(first + index) * rowHeight}px`,
              height: `${rowHeight}px`,
            }}
          >
            {children(item, first + index)}
          </div>
        ))}
      </div>
    </div>
  );
}
