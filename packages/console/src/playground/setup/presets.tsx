import { Button } from "../../ui/index.ts";
import { presets } from "./server-offer.ts";
import { fillForm } from "./setup-draft.ts";

/** Set-ups that fill the form. */
export function Presets() {
  return (
    <div class="ui-row" role="group" aria-label="Fill in the set-up of">
      {presets.value.map(({ name, setup }) => (
        <Button key={name} size="small" onClick={() => fillForm(setup)}>
          {name}
        </Button>
      ))}
    </div>
  );
}
