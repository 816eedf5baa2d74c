import { useState } from "preact/hooks";
import { type Setup, TRANSPORT_NAMES, type TransportName } from "../../link/index.ts";
import { Check, Field } from "../../ui/index.ts";
import { TRANSPORT_LABELS } from "../connections/transport-labels.ts";
import { setupDraft, setupProblems } from "./setup-draft.ts";
import { canUpgrade, forcesPolling, forcePolling, toggleTransport } from "./transports.ts";

/** What most set-ups leave as it is. Opens by itself when something in it is wrong. */
export function ConnectionOptions() {
  const problems = setupProblems.value;
  const { query } = setupDraft.value;
  const [isOpen, setIsOpen] = useState(false);
  const hasProblem = problems.query !== undefined || problems.transports !== undefined;
  return (
    <details
      class="pg-options"
      open={isOpen || hasProblem}
      // Also when it opens by itself: it stays open when the problem is gone.
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <summary>Query, transports and more</summary>
      <div class="pg-form">
        <Field label="Query" problem={problems.query}>
          <input
            value={query}
            autoComplete="off"
            spellcheck={false}
            placeholder="a=1&b=2"
            onInput={(event) => change({ query: event.currentTarget.value })}
          />
        </Field>
        <Transports />
        <Habits />
      </div>
    </details>
  );
}

function Transports() {
  const { transports } = setupDraft.value;
  const problem = setupProblems.value.transports;
  return (
    <fieldset aria-describedby={problem === undefined ? undefined : "pg-transports-problem"}>
      <legend>Transports</legend>
      <div class="pg-checks">
        {TRANSPORT_NAMES.map((name: TransportName) => (
          <Check
            key={name}
            checked={transports.includes(name)}
            onChange={(on) => change({ transports: toggleTransport(transports, name, on) })}
          >
            {TRANSPORT_LABELS[name]}
          </Check>
        ))}
        <Check
          checked={forcesPolling(transports)}
          onChange={(on) => change({ transports: forcePolling(on) })}
        >
          Force HTTP polling
        </Check>
      </div>
      {problem !== undefined && (
        <p id="pg-transports-problem" class="ui-problem">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

function Habits() {
  const { transports, upgrade, reconnection, withCredentials } = setupDraft.value;
  const mayUpgrade = canUpgrade(transports);
  return (
    <fieldset>
      <legend>Habits</legend>
      <div class="pg-checks">
        <Check
          checked={upgrade && mayUpgrade}
          disabled={!mayUpgrade}
          onChange={(on) => change({ upgrade: on })}
        >
          Upgrade to a better transport
        </Check>
        <Check checked={reconnection} onChange={(on) => change({ reconnection: on })}>
          Connect again by itself
        </Check>
        <Check checked={withCredentials} onChange={(on) => change({ withCredentials: on })}>
          Send cookies to other sites
        </Check>
      </div>
    </fieldset>
  );
}

function change(part: Partial<Setup>): void {
  setupDraft.value = { ...setupDraft.value, ...part };
}
