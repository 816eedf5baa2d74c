import { join } from "node:path";
import { compilePackages } from "../../harness/compile-packages.ts";
import { type Arena, type Target, useScene } from "../../harness/target.ts";
import { TargetServer } from "../../harness/target-server.ts";
import type { SendPlan } from "../../harness/types.ts";
import { startHonest } from "./honest-client.ts";
import type { Countable, Questions, SendResult, ServeDetails, ServerStatus } from "./types.ts";

/** One WebSocket server of the process under attack. */
export class TargetWebSockets extends TargetServer<ServeDetails, ServerStatus, Countable, Target<Questions>> {
  send(plan: SendPlan): Promise<SendResult> {
    return this.target.ask("send", { id: this.id, ...plan });
  }

  /** Begins the closing handshake on all connections but the honest one. */
  close(): Promise<undefined> {
    return this.target.ask("close", { id: this.id });
  }
}

export type WebSocketArena = Arena<Questions, ServeDetails, TargetWebSockets>;

/** A process with WebSocket servers, and clients, to attack; see `useScene`. */
export function useTarget(): WebSocketArena {
  return useScene<Questions, ServeDetails, TargetWebSockets>({
    program: {
      path: join(import.meta.dirname, "target.mjs"),
      prepare: () => {
        const { url, remove } = compilePackages("@sockeye/websocket/lean", ["websocket"]);
        return { args: [url], remove };
      },
    },
    serve: async (target, details) => new TargetWebSockets(target, await target.ask("serve", details)),
    startHonest,
  });
}
