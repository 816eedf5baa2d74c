import { setTimeout } from "node:timers/promises";
import type { Rewrites } from "../differences.ts";
import type { Implementation } from "../implementation.ts";
import { Stage } from "./stage.ts";

/** Nothing that a script waits for takes that long. */
const PATIENCE = 8000;

/** What is done to a server; what is seen of it is the same for both implementations. */
export interface Scenario {
  readonly name: string;
  readonly script: (stage: Stage) => Promise<unknown>;
  /** How the trace of the published one becomes ours, by the differences on `docs/differences.md`. */
  readonly differences?: Rewrites;
}

/** Runs a scenario on one implementation and returns its trace. */
export async function perform(
  scenario: Scenario,
  implementation: Implementation,
): Promise<readonly string[]> {
  const stage = await Stage.start(implementation);
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
