import { formatCount, Notice } from "../../ui/index.ts";
import { WireTimeline } from "../../wire-view/index.ts";
import { liveFeed } from "../feed/live-feed.ts";
import type { SocketReference } from "../place.ts";
import { useFollow } from "./use-follow.ts";

/** What goes over the wire of a socket's connection, from now on. */
export function Packets({ reference }: { readonly reference: SocketReference }) {
  const mayFollow = liveFeed.info.value?.allowed.includes("follow") ?? false;
  if (!mayFollow)
    return (
      <p class="lv-nothing">
        This console does not show packets. To follow a socket, attach it with{" "}
        <code>{'allow: ["follow"]'}</code>.
      </p>
    );
  return <Followed reference={reference} />;
}

function Followed({ reference }: { readonly reference: SocketReference }) {
  const { lines, dropped, problem, clear } = useFollow(reference);
  return (
    <div class="lv-packets">
      {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
      <p class="ui-hint lv-packets-note">
        Engine.IO packets as the server sees them, all namespaces of the client together; “in” is what it
        receives.
        {dropped > 0 && ` ${formatCount(dropped)} more came too fast to be shown.`}
      </p>
      <WireTimeline
        lines={lines}
        emptyText="Packets appear here as they come. A quiet client still has a heartbeat now and then."
        onClear={clear}
      />
    </div>
  );
}
