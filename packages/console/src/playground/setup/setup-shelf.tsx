import { useState } from "preact/hooks";
import { removeSetup, type SavedSetup, savedSetups, saveSetup } from "../../link/index.ts";
import { Button, Check, Field } from "../../ui/index.ts";
import { fillForm, setupDraft } from "./setup-draft.ts";

/** Set-ups that this browser keeps. */
export function SetupShelf() {
  const saved = savedSetups.value;
  return (
    <div class="pg-shelf">
      <h3>Saved set-ups</h3>
      {saved.length === 0 ? (
        <p class="ui-hint">None yet. They stay in this browser.</p>
      ) : (
        <ul>
          {saved.map((one) => (
            <Kept key={one.name} saved={one} />
          ))}
        </ul>
      )}
      <SaveForm />
    </div>
  );
}

function Kept({ saved: { name, setup } }: { readonly saved: SavedSetup }) {
  return (
    <li class="pg-kept">
      <button
        type="button"
        class="pg-kept-name"
        title={`${setup.url} ${setup.namespace}`}
        onClick={() => fillForm(setup)}
      >
        {name}
      </button>
      {setup.auth !== "" && <span class="ui-hint">with auth</span>}
      <Button
        tone="quiet"
        size="small"
        aria-label={`Remove the saved set-up ${name}`}
        title="Remove"
        onClick={() => removeSetup(name)}
      >
        ×
      </Button>
    </li>
  );
}

/** Secrets are left out unless that is asked for. */
function SaveForm() {
  const [name, setName] = useState("");
  const [withAuth, setWithAuth] = useState(false);
  const [problem, setProblem] = useState<string>();
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const refusal = saveSetup(name, setupDraft.value, { withAuth });
    setProblem(refusal);
    if (refusal !== undefined) return;
    setName("");
    setWithAuth(false);
  };
  return (
    <form class="pg-save" noValidate onSubmit={save}>
      <Field label="Save this set-up as" problem={problem}>
        <input
          value={name}
          maxLength={100}
          autoComplete="off"
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </Field>
      <div class="ui-row">
        <Button type="submit" size="small">
          Save
        </Button>
        <Check checked={withAuth} onChange={setWithAuth}>
          Save auth too
        </Check>
      </div>
    </form>
  );
}
