import { useEffect, useRef, useState } from "preact/hooks";
import { consoleChannel } from "../../link/index.ts";
import { Button, Check, Field } from "../../ui/index.ts";

/** Asks for the token that this console was attached with. */
export function TokenForm() {
  const form = useRef<HTMLFormElement>(null);
  const [token, setToken] = useState("");
  const [remember, setRemember] = useState(false);
  const isChecking = consoleChannel.state.value === "connecting";
  const refusal = consoleChannel.refusal.value;
  useEffect(() => {
    // The field says what was wrong, to screen readers when it gets the focus.
    if (refusal !== undefined) form.current?.querySelector("input")?.focus();
  }, [refusal]);
  const submit = (event: Event) => {
    event.preventDefault();
    if (token !== "") consoleChannel.unlock(token, remember);
  };
  return (
    <form ref={form} class="ui-card lv-lock" onSubmit={submit}>
      <h2>This console is locked</h2>
      <p class="ui-hint">
        It takes the token that it was attached with. A server started by <code>npm start</code> prints it.
      </p>
      <Field label="Token" problem={refusal}>
        <input
          type="password"
          autoComplete="off"
          required
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
      </Field>
      <Check checked={remember} onChange={setRemember}>
        Remember it until this tab is closed
      </Check>
      <Button type="submit" tone="primary" disabled={isChecking}>
        {isChecking ? "Checking…" : "Unlock"}
      </Button>
    </form>
  );
}
