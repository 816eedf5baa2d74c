import { useEffect, useState } from "preact/hooks";

const DELAY = 200;

/** A value as it was when it had not changed for a moment: what is typed need not be asked for letter by letter. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), DELAY);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
