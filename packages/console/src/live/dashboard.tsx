import { type ChannelState, consoleChannel } from "../link/index.ts";
import { Button, formatTime, Notice, Tabs } from "../ui/index.ts";
import { liveFeed } from "./feed/live-feed.ts";
import { Groups } from "./groups/groups.tsx";
import { Overview } from "./overview/overview.tsx";
import { backToList, shownSocket, shownTab, showTab, type TabName } from "./place.ts";
import { ServerHead } from "./server-head.tsx";
import { SocketPage } from "./socket/socket-page.tsx";
import { Sockets } from "./sockets/sockets.tsx";
import { Skeleton } from "./states/skeleton.tsx";

const TABS: readonly { readonly name: TabName; readonly label: string }[] = [
  { name: "overview", label: "Overview" },
  { name: "groups", label: "Namespaces and rooms" },
  { name: "sockets", label: "Sockets" },
];

/** All that is known of the server, also after it was lost. */
export function Dashboard({ state }: { readonly state: ChannelState }) {
  const hasBeenSeen = liveFeed.info.value !== undefined;
  const select = (name: TabName) => {
    // The tab of what is shown leads back to the list.
    if (name === shownTab.value) backToList();
    showTab(name);
  };
  return (
    <>
      <ServerHead state={state}>
        <Trouble state={state} />
      </ServerHead>
      <Tabs label="Live server" tabs={TABS} selected={shownTab.value} onSelect={select} panelClass="lv-body">
        {hasBeenSeen ? <Panel /> : <Skeleton />}
      </Tabs>
    </>
  );
}

function Panel() {
  const socket = shownSocket.value;
  switch (shownTab.value) {
    case "overview":
      return <Overview />;
    case "groups":
      return <Groups />;
    case "sockets":
      return socket === undefined ? (
        <Sockets />
      ) : (
        <SocketPage key={`${socket.namespace} ${socket.id}`} reference={socket} />
      );
  }
}

/** Says why nothing moves, and since when. */
function Trouble({ state }: { readonly state: ChannelState }) {
  const lastAt = liveFeed.samples.value.at(-1)?.at;
  const refusal = consoleChannel.refusal.value;
  const problem = liveFeed.problem.value;
  if (state === "connected")
    return problem === undefined ? null : (
      <Notice tone="bad" urgent>
        The server does not tell how it fares. {problem}
      </Notice>
    );
  const isRetrying = state === "connecting";
  if (isRetrying && lastAt === undefined) return null;
  if (state === "closed" && refusal === undefined && lastAt === undefined) return null;
  return (
    <Notice tone={isRetrying ? "wait" : "bad"} urgent>
      <div class="ui-row">
        <span class="ui-grow">
          {refusal === undefined || isRetrying
            ? "The connection is lost."
            : `The server refused the connection: ${refusal}`}
          {lastAt !== undefined && ` This is from ${formatTime(lastAt).slice(0, 8)}.`}
          {isRetrying && " It is tried again."}
        </span>
        {state === "closed" && (
          <Button size="small" onClick={() => consoleChannel.open()}>
            Try again
          </Button>
        )}
      </div>
    </Notice>
  );
}
