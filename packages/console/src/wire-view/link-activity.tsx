import type { Link } from "../link/index.ts";
import { Badge } from "../ui/index.ts";
import { describeActivity, describeRecovery } from "./activity.ts";
import type { Heartbeat } from "./heartbeat.ts";
import { lastInterruption, waitingEmits } from "./recovery.ts";
import { useTick } from "./use-tick.ts";

const TONES = { connected: "good", connecting: "wait", waiting: "wait", closed: "neutral" } as const;

export interface LinkActivityProps {
  readonly link: Link;
  readonly heartbeat: Heartbeat;
}

/** What the library does right now, and how the last interruption ended. */
export function LinkActivity({ link, heartbeat }: LinkActivityProps) {
  const state = link.state.value;
  useTick(state === "waiting" ? 100 : 1000);
  const nextAttemptAt = link.nextAttemptAt.value;
  const log = link.log.value;
  const interruption = state === "connected" ? lastInterruption(log) : undefined;
  return (
    <div class="wv-activity">
      <p>
        <Badge tone={TONES[state]} dot>
          {state}
        </Badge>{" "}
        {describeActivity({
          state,
          transport: link.transport.value,
          upgrading: link.upgrading.value,
          attempts: link.attempts.value,
          nextAttemptIn: nextAttemptAt === undefined ? undefined : nextAttemptAt - Date.now(),
          heartbeat,
          silence: heartbeat.lastAt === undefined ? undefined : performance.now() - heartbeat.lastAt,
          waitingEmits: waitingEmits(log),
        })}
      </p>
      <p role="status">
        {interruption !== undefined && describeRecovery(interruption, link.recovered.value)}
      </p>
    </div>
  );
}
