import { askPractice, leadsToPractice, type Link, practiceServer, usePracticeServer } from "../link/index.ts";
import { Button } from "../ui/index.ts";
import type { HintOf } from "./fault-hint.ts";

export interface PracticeButtonProps {
  readonly link: Link;
  readonly hintOf: HintOf;
  /** Told why a wish was not fulfilled; `undefined` when it was. */
  readonly onRefused: (why: string | undefined) => void;
}

/** For a connection to the practice server: its process may be killed and started again. */
export function PracticeButton({ link, hintOf, onRefused }: PracticeButtonProps) {
  usePracticeServer();
  const practice = practiceServer.value;
  if (practice === undefined || !leadsToPractice(link.setup)) return null;
  const wish = (what: "kill" | "start") => {
    askPractice(what).then(
      () => onRefused(undefined),
      (error: unknown) => onRefused((error as Error).message),
    );
  };
  // One button, not two: what has the focus stays there, and the next thing to do is under the finger.
  return practice.running ? (
    <Button size="small" tone="danger" onClick={() => wish("kill")} {...hintOf("kill")}>
      Kill the server
    </Button>
  ) : (
    <Button size="small" onClick={() => wish("start")} {...hintOf("restart")}>
      Restart the server
    </Button>
  );
}
