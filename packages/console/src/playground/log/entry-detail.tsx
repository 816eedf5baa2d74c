import type { Link, LogEntry } from "../../link/index.ts";
import { Badge, Button, formatTime } from "../../ui/index.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { AnswerBox } from "./answer-box.tsx";
import { ArgumentView } from "./argument-view.tsx";
import { ENTRY_KINDS } from "./entry-kinds.ts";
import { describeProgress, formatEntry } from "./entry-text.ts";

export interface EntryDetailProps {
  readonly link: Link;
  readonly entry: LogEntry;
  readonly onClose: () => void;
}

/** All that there is to know of an entry, and what can be done with it. */
export function EntryDetail({ link, entry, onClose }: EntryDetailProps) {
  const { kind, title, at, args, ack, options } = entry;
  const { sign, word } = ENTRY_KINDS[kind];
  const progress = describeProgress(entry);
  return (
    <section
      class="pg-detail"
      aria-label="Selected entry"
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <div class="pg-detail-head">
        <h3>
          <span aria-hidden="true">{sign}</span> {word}, {formatTime(at)}
        </h3>
        {kind === "emitted" && (
          <Button size="small" onClick={() => link.resend(entry)}>
            Emit again
          </Button>
        )}
        <CopyButton size="small" tone="quiet" text={() => formatEntry(entry)}>
          Copy
        </CopyButton>
        <Button size="small" tone="quiet" aria-label="Close the details" title="Close" onClick={onClose}>
          ×
        </Button>
      </div>
      <p class="pg-detail-title">{title}</p>
      <p class="ui-row">
        {progress !== undefined && <Badge tone={progress.tone}>{progress.text}</Badge>}
        {options?.timeout !== undefined && <Badge>timeout {options.timeout} ms</Badge>}
        {options?.volatile === true && <Badge>volatile</Badge>}
      </p>
      {ack === "wanted" && <AnswerBox onAnswer={(values) => link.answer(entry, values)} />}
      {args.map((arg, index) => (
        <ArgumentView key={index} label={`Argument ${index + 1}`} value={arg} />
      ))}
      {args.length === 0 && ENTRY_KINDS[kind].group !== "connection" && kind !== "timeout" && (
        <p class="ui-hint">Without arguments.</p>
      )}
    </section>
  );
}
