import { Button } from "../../ui/index.ts";
import { composerDraft, takeSuggestion } from "./composer-draft.ts";
import { SUGGESTIONS } from "./suggestions.ts";

/** Events of the practice server that fill the form. */
export function SuggestionStrip() {
  return (
    <div class="pg-suggestions" role="group" aria-label="Events of the practice server">
      <span class="ui-label" aria-hidden="true">
        Try
      </span>
      {SUGGESTIONS.map((suggestion) => (
        <Button
          key={suggestion.event}
          size="small"
          title={suggestion.teaches}
          pressed={composerDraft.teaches.value === suggestion.teaches}
          onClick={() => takeSuggestion(suggestion)}
        >
          {suggestion.event}
        </Button>
      ))}
    </div>
  );
}
