import { useState } from "preact/hooks";
import type { Argument } from "../../link/index.ts";
import { Button } from "../../ui/index.ts";
import { draftArguments, readArguments } from "../emit/argument-drafts.ts";
import { ArgumentList } from "../emit/argument-list.tsx";
import { isEmitKey } from "../emit/emit-key.ts";

/** Answers an event that wants it. */
export function AnswerBox({ onAnswer }: { readonly onAnswer: (values: readonly Argument[]) => void }) {
  const [drafts, setDrafts] = useState(() => draftArguments(['"tea"']));
  const [wasTried, setWasTried] = useState(false);
  const answer = () => {
    const values = readArguments(drafts);
    setWasTried(values === undefined);
    if (values !== undefined) onAnswer(values);
  };
  return (
    <form
      class="pg-answer"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        answer();
      }}
      onKeyDown={(event) => {
        if (!isEmitKey(event)) return;
        event.preventDefault();
        answer();
      }}
    >
      <h4 class="ui-label">It wants an answer</h4>
      <ArgumentList drafts={drafts} onChange={setDrafts} wasTried={wasTried}>
        <Button type="submit" size="small">
          Answer
        </Button>
      </ArgumentList>
    </form>
  );
}
