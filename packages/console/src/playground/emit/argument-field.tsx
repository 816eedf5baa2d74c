import { useId } from "preact/hooks";
import { type ArgumentDraft, type ArgumentKind, parseArgument } from "../../link/index.ts";
import { Button, formatBytes } from "../../ui/index.ts";
import type { KeyedDraft } from "./argument-drafts.ts";

export interface ArgumentFieldProps {
  readonly draft: KeyedDraft;
  /** Counted from 1. */
  readonly number: number;
  readonly wasTried: boolean;
  readonly onChange: (change: Partial<ArgumentDraft>) => void;
  readonly onRemove: () => void;
}

const KIND_LABELS: Readonly<Record<ArgumentKind, string>> = {
  json: "JSON",
  text: "Text",
  file: "File",
  hex: "Hex",
};

const PLACEHOLDERS: Readonly<Record<ArgumentKind, string>> = {
  json: '{"any": "JSON"}',
  text: "As it is",
  file: "",
  hex: "01 ff a0",
};

/** One argument: its kind, what it is, and what is wrong with it. */
export function ArgumentField({ draft, number, wasTried, onChange, onRemove }: ArgumentFieldProps) {
  const noteId = useId();
  const { kind, text, file } = draft;
  const parsed = parseArgument(draft);
  const isEmpty = kind === "file" ? file === undefined : text.trim() === "";
  const problem = "error" in parsed && (wasTried || !isEmpty) ? parsed.error : undefined;
  const control = {
    class: "ui-input pg-code",
    "aria-label": `Argument ${number}`,
    "aria-invalid": problem === undefined ? undefined : true,
    "aria-describedby": noteId,
  } as const;
  return (
    <div class="pg-argument">
      <select
        class="ui-input pg-kind"
        aria-label={`Kind of argument ${number}`}
        value={kind}
        onChange={(event) => onChange({ kind: event.currentTarget.value as ArgumentKind })}
      >
        {Object.entries(KIND_LABELS).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <div class="ui-grow">
        {kind === "file" ? (
          <input
            {...control}
            type="file"
            onChange={(event) => onChange({ file: event.currentTarget.files?.[0] })}
          />
        ) : (
          <textarea
            {...control}
            rows={1}
            spellcheck={false}
            autoComplete="off"
            placeholder={PLACEHOLDERS[kind]}
            value={text}
            onInput={(event) => onChange({ text: event.currentTarget.value })}
          />
        )}
        <p id={noteId} class={problem === undefined ? "ui-hint" : "ui-problem"}>
          {problem ?? (kind === "file" && file !== undefined && `${file.name}, ${formatBytes(file.size)}`)}
        </p>
      </div>
      <Button tone="quiet" aria-label={`Remove argument ${number}`} title="Remove" onClick={onRemove}>
        ×
      </Button>
    </div>
  );
}
