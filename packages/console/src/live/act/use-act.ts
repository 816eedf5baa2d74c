import { useState } from "preact/hooks";
import type { Act } from "../../contract/index.ts";
import { consoleChannel } from "../../link/index.ts";

export interface Acting {
  /** Asks the server to do something; `done` says, in a sentence, that it was. */
  readonly act: (act: Act, done: string) => void;
  readonly outcome: { readonly tone: "good" | "bad"; readonly text: string } | undefined;
  readonly isBusy: boolean;
}

export function useAct(): Acting {
  const [outcome, setOutcome] = useState<Acting["outcome"]>();
  const [isBusy, setBusy] = useState(false);
  const perform = async (act: Act, done: string): Promise<void> => {
    setBusy(true);
    setOutcome(undefined);
    try {
      await consoleChannel.ask("act", act);
      setOutcome({ tone: "good", text: done });
    } catch (error) {
      setOutcome({ tone: "bad", text: (error as Error).message });
    } finally {
      setBusy(false);
    }
  };
  return { act: (act, done) => void perform(act, done), outcome, isBusy };
}
