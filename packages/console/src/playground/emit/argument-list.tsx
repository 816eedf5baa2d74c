import type { ComponentChildren } from "preact";
import { Button } from "../../ui/index.ts";
import {
  addArgument,
  changeArgument,
  type KeyedDraft,
  MAX_ARGUMENTS,
  removeArgument,
} from "./argument-drafts.ts";
import { ArgumentField } from "./argument-field.tsx";

export interface ArgumentListProps {
  readonly drafts: readonly KeyedDraft[];
  readonly onChange: (drafts: readonly KeyedDraft[]) => void;
  /** Is what is missing said, beside what is wrong? */
  readonly wasTried: boolean;
  /** Beside the button that adds an argument. */
  readonly children?: ComponentChildren;
}

/** Any number of arguments, each of its kind. */
export function ArgumentList({ drafts, onChange, wasTried, children }: ArgumentListProps) {
  return (
    <>
      {drafts.map((draft, index) => (
        <ArgumentField
          key={draft.key}
          draft={draft}
          number={index + 1}
          wasTried={wasTried}
          onChange={(change) => onChange(changeArgument(drafts, draft.key, change))}
          onRemove={() => onChange(removeArgument(drafts, draft.key))}
        />
      ))}
      <div class="ui-row">
        <Button
          size="small"
          disabled={drafts.length >= MAX_ARGUMENTS}
          onClick={() => onChange(addArgument(drafts))}
        >
          Add argument
        </Button>
        {children}
      </div>
    </>
  );
}
