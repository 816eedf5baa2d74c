import { useId } from "preact/hooks";
import { Check } from "../../ui/index.ts";
import { readTimeout } from "./ack-timeout.ts";
import { composerDraft } from "./composer-draft.ts";

/** How an event is to be emitted. */
export function EmitChoices() {
  const problemId = useId();
  const { wantsAck, timeout, isVolatile } = composerDraft;
  const read = readTimeout(timeout.value);
  const problem = wantsAck.value && "problem" in read ? read.problem : undefined;
  return (
    <>
      <span class="pg-ack">
        <Check checked={wantsAck.value} onChange={(on) => (wantsAck.value = on)}>
          Wants an answer
        </Check>
        <label class="pg-timeout">
          within
          <input
            class="ui-input"
            inputMode="numeric"
            autoComplete="off"
            placeholder="any time"
            disabled={!wantsAck.value}
            aria-invalid={problem === undefined ? undefined : true}
            aria-describedby={problemId}
            value={timeout.value}
            onInput={(event) => (timeout.value = event.currentTarget.value)}
          />
          ms
        </label>
      </span>
      <Check checked={isVolatile.value} onChange={(on) => (isVolatile.value = on)}>
        Volatile
      </Check>
      <p id={problemId} class="ui-problem">
        {problem}
      </p>
    </>
  );
}
