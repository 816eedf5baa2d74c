import { useEffect, useState } from "preact/hooks";

/** From here on set-up, log and emit have room beside each other. */
const WIDE = "(min-width: 960px)";

/** Is everything shown at once, or one thing at a time? */
export function useIsWide(): boolean {
  const [isWide, setIsWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const query = matchMedia(WIDE);
    const learn = () => setIsWide(query.matches);
    query.addEventListener("change", learn);
    return () => query.removeEventListener("change", learn);
  }, []);
  return isWide;
}
