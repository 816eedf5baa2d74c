import { useEffect, useState } from "preact/hooks";
import { Button, type ButtonProps } from "../../ui/index.ts";

export interface CopyButtonProps extends Pick<ButtonProps, "disabled" | "size" | "title" | "tone"> {
  /** What is copied; asked for when it is. */
  readonly text: () => string;
  /** What the button says, but for a moment after it was pressed. */
  readonly children: string;
}

/** How long the button says how it went. */
const TOLD_FOR = 2_000;

/** Copies a text, and says whether it could. */
export function CopyButton({ text, children, ...looks }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<string>();
  useEffect(() => {
    if (outcome === undefined) return undefined;
    const timer = setTimeout(() => setOutcome(undefined), TOLD_FOR);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    writeToClipboard(text()).then(
      () => setOutcome("Copied"),
      () => setOutcome("Not allowed"),
    );
  };
  return (
    <Button {...looks} onClick={copy}>
      <span class="pg-copy">
        <span data-shown={outcome === undefined}>{children}</span>
        <span role="status">{outcome}</span>
      </span>
    </Button>
  );
}

/** Rejects also where there is no clipboard, as in pages that come by plain HTTP from elsewhere. */
async function writeToClipboard(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
