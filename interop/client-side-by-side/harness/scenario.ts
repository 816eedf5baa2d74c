import { setTimeout } from "node:timers/promises";
import { reference as published, subject as ours } from "../../side-by-side/implementation.ts";
import type { Rewrites } from "../differences.ts";
import type { ClientImplementation } from "../implementation.ts";
import { ClientStage } from "./client-stage.ts";

/** Nothing that a script waits for takes that long. */
const PATIENCE = 8000;

/** What is done with a client; what is seen of it is the same for both implementations. */
export interface Scenario {
  readonly name: string;
  readonly script: (stage: ClientStage) => Promise<unknown>;
  /** Whose server `serve` makes. @default "ours" */
  readonly server?: "ours" | "published";
  /** How the trace of the published one becomes ours, by the differences on `docs/differences.md`. */
  readonly differences?: Rewrites;
}

/** The same with both servers. */
export function withBothServers(scenarios: readonly Scenario[]): readonly Scenario[] {
  return scenarios.flatMap((scenario) => [
    { ...scenario, name: `${scenario.name}, our server` },
    { ...scenario, name: `${scenario.name}, the published server`, server: "published" as const },
  ]);
}

/** Runs a scenario with one implementation and returns its trace. */
export async function perform(
  scenario: Scenario,
  implementation: ClientImplementation,
): Promise<readonly string[]> {
  const stage = await ClientStage.start(implementation, scenario.server === "published" ? published : ours);
  try {
    await Promise.race([scenario.script(stage), patience()]);
    await stage.settle();
  } catch (error) {
    stage.note("THREW", error);
  }
  return stage.end();
}

async function patience(): Promise<void> {
  await setTimeout(PATIENCE, undefined, { ref: false });
  throw new Error("the script did not come to its end");
}
