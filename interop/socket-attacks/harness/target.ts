import { join } from "node:path";
import { compilePackages } from "../../harness/compile-packages.ts";
import { HONEST_PATIENCE, HonestClient } from "../../harness/honest-client.ts";
import { type Arena, type Target, useScene } from "../../harness/target.ts";
import { TargetServer } from "../../harness/target-server.ts";
import { joinSocket, type RawSocket } from "./clients.ts";
import type { BroadcastPlan, Countable, Questions, ServeDetails, ServerStatus } from "./types.ts";

/** One server of the process under attack. */
export class TargetSockets extends TargetServer<ServeDetails, ServerStatus, Countable, Target<Questions>> {
  /** The server sends to all but the honest client. */
  broadcast(plan: BroadcastPlan): Promise<undefined> {
    return this.target.ask("broadcast", { id: this.id, ...plan });
  }

  /** The server asks all but the honest client for acknowledgements. */
  askAll(count: number, how: "callback" | "promise" | "timeout"): Promise<undefined> {
    return this.target.ask("ask", { id: this.id, count, how });
  }
}

export type SocketArena = Arena<Questions, ServeDetails, TargetSockets>;

/** A process with Socket.IO servers to attack; see `useScene`. */
export function useTarget(): SocketArena {
  return useScene<Questions, ServeDetails, TargetSockets>({
    program: { path: join(import.meta.dirname, "target.mjs"), prepare },
    serve: async (target, details) => new TargetSockets(target, await target.ask("serve", details)),
    startHonest,
  });
}

function prepare(): { readonly args: readonly string[]; remove(): void } {
  const { url, remove } = compilePackages("@sockeye/server", ["protocol", "websocket", "server"]);
  return { args: [url], remove };
}

async function startHonest(port: number): Promise<HonestClient> {
  const socket = await joinSocket(port, { query: "honest=1", patience: HONEST_PATIENCE });
  let asked = 0;
  return new HonestClient({
    echo: (text) => echo(socket, ++asked, text),
    leave: () => {
      socket.leave();
    },
  });
}

async function echo(socket: RawSocket, id: number, text: string): Promise<void> {
  socket.send(`2${id}["echo","${text}"]`);
  // What is for everybody comes here, too.
  const answer = await socket.find("3");
  if (answer !== `3${id}["${text}"]`) throw new Error(`"${text}" was answered with ${answer}`);
}
