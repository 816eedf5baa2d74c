import { useEffect, useState } from "preact/hooks";

/** Draws the component anew every so many milliseconds, for what is counted up or down. */
export function useTick(period: number): void {
  const [, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTicks((ticks) => ticks + 1), period);
    return () => clearInterval(timer);
  }, [period]);
}
