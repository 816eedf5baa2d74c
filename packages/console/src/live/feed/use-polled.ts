import { useEffect, useRef, useState } from "preact/hooks";
import { consoleChannel } from "../../link/index.ts";
import { isPresent } from "./presence.ts";

export interface Polled<T> {
  /** The last answer; it stays while the next one is on its way. */
  readonly value: T | undefined;
  /** Why there is no newer one, in a sentence. */
  readonly problem: string | undefined;
  /** Is this the answer to an earlier question? */
  readonly isOutdated: boolean;
  readonly refresh: () => void;
}

export interface PollOptions {
  /** What is asked for; when it changes, it is asked at once. */
  readonly key: string;
  /** Milliseconds between an answer and the next question. @default 2000 */
  readonly period?: number;
  /** Is what is shown held still for now? */
  readonly isHeld?: boolean;
}

interface Outcome<T> {
  readonly key?: string;
  readonly value?: T | undefined;
  readonly problem?: string;
}

/** Asks the server again and again while somebody looks. Never asks twice at a time. */
export function usePolled<T>(load: () => Promise<T>, options: PollOptions): Polled<T> {
  const { key, period = 2_000, isHeld = false } = options;
  const [outcome, setOutcome] = useState<Outcome<T>>({});
  const [round, setRound] = useState(0);
  const latest = useRef({ load, isHeld });
  latest.current = { load, isHeld };
  const isOn = isPresent.value && consoleChannel.state.value === "connected";
  useEffect(() => {
    if (!isOn) return;
    let isWanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const result = await latest.current.load().then(
        (value) => ({ value }),
        (error: unknown) => ({ problem: (error as Error).message }),
      );
      if (!isWanted) return;
      setOutcome((before) => ({ value: before.value, ...result, key }));
      timer = setTimeout(again, period);
    };
    const again = (): void => {
      if (latest.current.isHeld) timer = setTimeout(again, period);
      else void ask();
    };
    void ask();
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [key, isOn, period, round]);
  return {
    value: outcome.value,
    problem: outcome.problem,
    isOutdated: outcome.key !== key,
    refresh: () => setRound((before) => before + 1),
  };
}
