import { join } from "node:path";
import { compileEngine } from "../../engine-sessions/compile-engine.ts";
import { HONEST_PATIENCE, HonestClient } from "../../harness/honest-client.ts";
import { type Arena, type Target, useScene } from "../../harness/target.ts";
import { TargetServer } from "../../harness/target-server.ts";
import type { SendPlan } from "../../harness/types.ts";
import { openSession, type SessionWire } from "./clients.ts";
import type { Countable, Questions, SendResult, ServeDetails, ServerStatus } from "./types.ts";

/** One engine of the process under attack. */
export class TargetEngine extends TargetServer<ServeDetails, ServerStatus, Countable, Target<Questions>> {
  send(plan: SendPlan): Promise<SendResult> {
    return this.target.ask("send", { id: this.id, ...plan });
  }
}

type EngineArena = Arena<Questions, ServeDetails, TargetEngine>;

/** A process with engines to attack; see `useScene`. */
export function useTarget(): EngineArena {
  return useScene<Questions, ServeDetails, TargetEngine>({
    program: { path: join(import.meta.dirname, "target.mjs"), prepare },
    serve: async (target, details) => new TargetEngine(target, await target.ask("serve", details)),
    startHonest,
  });
}

function prepare(): { readonly args: readonly string[]; remove(): void } {
  if (process.env["SOCKEYE_ENGINE"] === "published") return { args: ["engine.io"], remove: () => undefined };
  const { url, remove } = compileEngine();
  return { args: [url], remove };
}

async function startHonest(port: number): Promise<HonestClient> {
  const session = await openSession(port, { query: "honest=1", patience: HONEST_PATIENCE });
  return new HonestClient({
    echo: (text) => echo(session, `4${text}`),
    leave: () => {
      session.wire.reset();
    },
  });
}

async function echo(session: SessionWire, text: string): Promise<void> {
  session.send(text);
  for (;;) {
    const answer = await session.packet();
    if (answer === text) return;
    // A heartbeat is answered, anything else is wrong.
    if (answer !== "2") throw new Error(`"${text}" was answered with ${answer ?? "nothing"}`);
    session.send("3");
  }
}
