import type { ComponentChildren } from "preact";
import type { ChannelState } from "../link/index.ts";
import { Badge } from "../ui/index.ts";
import { liveFeed } from "./feed/live-feed.ts";
import { formatAge } from "./parts/format-age.ts";

export interface ServerHeadProps {
  readonly state: ChannelState;
  /** What is wrong; it stands beside, so that nothing moves when it comes and goes. */
  readonly children: ComponentChildren;
}

/** Who the server is, and whether it is seen. */
export function ServerHead({ state, children }: ServerHeadProps) {
  const info = liveFeed.info.value;
  const now = liveFeed.samples.value.at(-1)?.at;
  return (
    <div class="lv-head">
      <Badge tone={state === "connected" ? "good" : state === "connecting" ? "wait" : "bad"} dot>
        {state === "connected" ? "live" : state === "connecting" ? "connecting" : "not connected"}
      </Badge>
      {info === undefined ? (
        <span class="ui-skeleton" aria-hidden="true">
          Sockeye 0.0.0, Node 00.00.0, process 00000
        </span>
      ) : (
        <>
          <strong>
            {info.name} {info.version}
          </strong>
          <span class="lv-head-part lv-optional">Node {info.node}</span>
          <span class="lv-head-part lv-optional">process {info.pid}</span>
          {now !== undefined && <span class="lv-head-part">up for {formatAge(now - info.startedAt)}</span>}
          <span class="lv-head-part">{info.allowed.length === 0 && "read-only"}</span>
        </>
      )}
      {children}
    </div>
  );
}
