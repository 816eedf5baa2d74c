import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** Is an element at least that wide? For what style sheets cannot decide: how many bytes stand in a row, how high rows are. */
export function useIsWide<E extends HTMLElement>(width: number): [RefObject<E | null>, boolean] {
  const element = useRef<E>(null);
  const [isWide, setIsWide] = useState(true);
  useLayoutEffect(() => {
    const measure = () => setIsWide(element.current!.clientWidth >= width);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [width]);
  return [element, isWide];
}
