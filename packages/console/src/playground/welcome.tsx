import { openLink } from "../link/index.ts";
import { Button, Empty } from "../ui/index.ts";
import { practicePreset, presets } from "./setup/server-offer.ts";
import { fillForm } from "./setup/setup-draft.ts";

/** Before there is a connection: says what this is for, and offers the shortest way to try it. */
export function Welcome({ onConnect }: { readonly onConnect: () => void }) {
  const offer = practicePreset.value ?? presets.value[0];
  return (
    <Empty title="Talk to any Socket.IO server">
      <p>
        Say where the server is and connect. Then emit events, read what arrives, answer, and see what happens
        when the connection breaks.
      </p>
      {offer !== undefined && (
        <>
          <Button
            onClick={() => {
              fillForm(offer.setup);
              if (openLink(offer.setup) !== undefined) onConnect();
            }}
          >
            Connect to {practicePreset.value === undefined ? "this page's server" : "the practice server"}
          </Button>
          {practicePreset.value !== undefined && (
            <p class="ui-hint">It runs beside this page and has an event for each thing worth a try.</p>
          )}
        </>
      )}
    </Empty>
  );
}
