import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

/** A look at another tab is no reason to stop. */
const GRACE = 15_000;

const present = signal(true);

/** Is somebody looking? Turns false when the page has been hidden for a while. */
export const isPresent: ReadonlySignal<boolean> = present;

/** Keeps {@link isPresent} true to its word while a component is shown. */
export function usePresence(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const learn = () => {
      clearTimeout(timer);
      if (!document.hidden) present.value = true;
      else
        timer = setTimeout(() => {
          present.value = false;
        }, GRACE);
    };
    learn();
    document.addEventListener("visibilitychange", learn);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", learn);
    };
  }, []);
}
