import { useEffect, useRef } from "preact/hooks";
import { type ChannelState, consoleChannel } from "../link/index.ts";
import { Dashboard } from "./dashboard.tsx";
import { liveFeed } from "./feed/live-feed.ts";
import { isPresent, usePresence } from "./feed/presence.ts";
import { Absent } from "./states/absent.tsx";
import { TokenForm } from "./states/token-form.tsx";

/** The server that this page comes from, as it runs. It is watched while this is shown and somebody looks. */
export function LiveView() {
  usePresence();
  useWatching();
  const state = consoleChannel.state.value;
  const isLocked = useIsLocked(state);
  return (
    <div class="lv-view">
      <h2 class="ui-unseen">Live server</h2>
      {state === "absent" && liveFeed.info.value === undefined ? (
        <Absent />
      ) : isLocked ? (
        <TokenForm />
      ) : (
        <Dashboard state={state} />
      )}
    </div>
  );
}

function useWatching(): void {
  const isOn = consoleChannel.state.value === "connected" && isPresent.value;
  useEffect(() => consoleChannel.open(), []);
  useEffect(() => (isOn ? liveFeed.watch() : undefined), [isOn]);
}

/** While a token is checked, its form stays where it is. */
function useIsLocked(state: ChannelState): boolean {
  const wasLocked = useRef(false);
  if (state !== "connecting") wasLocked.current = state === "locked";
  return wasLocked.current;
}
