import type { Action, Target } from "../../contract/index.ts";
import { Notice } from "../../ui/index.ts";
import { liveFeed } from "../feed/live-feed.ts";
import { DisconnectForm } from "./disconnect-form.tsx";
import { EmitForm } from "./emit-form.tsx";
import { RoomForm } from "./room-form.tsx";
import { useAct } from "./use-act.ts";

export interface ActPanelProps {
  readonly target: Target;
  /** "this socket", "all sockets in the room kitchen of /chat". */
  readonly name: string;
}

const INTERVENTIONS: readonly Action[] = ["emit", "join", "leave", "disconnect"];

/** What may be done to a socket, or to all of a room or a namespace. */
export function ActPanel({ target, name }: ActPanelProps) {
  const allowed = liveFeed.info.value?.allowed ?? [];
  const acting = useAct();
  const isAllowed = (action: Action) => allowed.includes(action);
  if (!INTERVENTIONS.some(isAllowed))
    return (
      <p class="lv-nothing">
        This console only looks. To act on sockets, attach it with{" "}
        <code>{'allow: ["emit", "join", "leave", "disconnect"]'}</code>.
      </p>
    );
  const form = { target, name, acting };
  return (
    <div class="lv-act">
      {isAllowed("emit") && <EmitForm {...form} />}
      {(isAllowed("join") || isAllowed("leave")) && (
        <RoomForm {...form} mayJoin={isAllowed("join")} mayLeave={isAllowed("leave")} />
      )}
      {isAllowed("disconnect") && <DisconnectForm {...form} />}
      <div class="lv-outcome" role="status">
        {acting.outcome !== undefined && <Notice tone={acting.outcome.tone}>{acting.outcome.text}</Notice>}
      </div>
    </div>
  );
}
