import { useEffect, useState } from "preact/hooks";

/** The milliseconds until a moment, ten times a second; nothing without one. */
export function useCountdown(until: number | undefined): number | undefined {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (until === undefined) return undefined;
    const tell = () => setNow(Date.now());
    tell();
    const timer = setInterval(tell, 100);
    return () => clearInterval(timer);
  }, [until]);
  return until === undefined ? undefined : Math.max(0, until - now);
}
