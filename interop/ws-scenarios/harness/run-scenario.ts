import { describe } from "./describe.ts";
import type { WsApi } from "./api.ts";
import type { Scenario } from "./scenario.ts";
import { World } from "./world.ts";

const TIME_LIMIT_MS = 3000;
const LOUD = ["uncaughtException", "unhandledRejection"] as const;

/** While a scenario runs, what nobody caught belongs to its trace and not to the test runner. */
function captureUncaught(world: World): () => void {
  const restore = LOUD.map((event) => {
    const before = process.listeners(event as "uncaughtException");
    process.removeAllListeners(event);
    process.on(event, (error: unknown) => world.log("process", `${event} ${describe(error)}`));
    return (): void => {
      process.removeAllListeners(event);
      for (const listener of before) process.on(event as "uncaughtException", listener);
    };
  });
  return () => {
    for (const undo of restore) undo();
  };
}

/** Runs one scenario on one implementation and returns its trace; a hang or a throw is a line of the trace. */
export async function runScenario(scenario: Scenario, api: WsApi): Promise<string[]> {
  const world = new World(api);
  const restore = captureUncaught(world);
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      world.log("zz", "TIMED OUT");
      resolve();
    }, TIME_LIMIT_MS);
  });
  try {
    await Promise.race([scenario.run(world), limit]);
  } catch (error) {
    world.log("zz", `SCENARIO THREW ${describe(error)}`);
  } finally {
    clearTimeout(timer);
  }
  const trace = world.trace();
  world.dispose();
  // What the cleaning up emits must not meet the next scenario.
  await new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
  restore();
  return trace;
}

/** The lines that only one of two traces has, in order, as a reader of diffs expects them. */
export function diffTraces(reference: readonly string[], subject: readonly string[]): string[] {
  const width = subject.length + 1;
  const table = new Array<number>((reference.length + 1) * width).fill(0);
  for (let row = reference.length - 1; row >= 0; row -= 1) {
    for (let column = subject.length - 1; column >= 0; column -= 1) {
      table[row * width + column] =
        reference[row] === subject[column]
          ? table[(row + 1) * width + column + 1]! + 1
          : Math.max(table[(row + 1) * width + column]!, table[row * width + column + 1]!);
    }
  }
  const lines: string[] = [];
  let row = 0;
  let column = 0;
  while (row < reference.length || column < subject.length) {
    const same = row < reference.length && column < subject.length && reference[row] === subject[column];
    if (same) {
      row += 1;
      column += 1;
    } else if (
      column >= subject.length ||
      (row < reference.length && table[(row + 1) * width + column]! >= table[row * width + column + 1]!)
    ) {
      lines.push(`- ${reference[row]}`);
      row += 1;
    } else {
      lines.push(`+ ${subject[column]}`);
      column += 1;
    }
  }
  return lines;
}
