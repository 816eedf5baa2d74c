import type { Implementation } from "../implementation.ts";
import { World, type WorldOptions } from "./world.ts";

/** One line of the table: what is done to a server. What is seen of it stands in the text file of its group. */
export interface Row extends WorldOptions {
  readonly name: string;
  readonly script: (world: World) => Promise<unknown>;
}

/** Runs a row on one implementation and returns its trace. */
export async function runRow(row: Row, implementation: Implementation): Promise<readonly string[]> {
  const world = await World.start(implementation, row);
  try {
    await row.script(world);
  } catch (error) {
    world.note(`SCRIPT THREW ${String(error)}`);
  }
  return world.end();
}
