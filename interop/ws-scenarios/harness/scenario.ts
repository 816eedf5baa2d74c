import type { World } from "./world.ts";

/** One short program over the documented API, whose trace must not depend on the implementation. */
export interface Scenario {
  readonly name: string;
  run(world: World): Promise<void>;
}
