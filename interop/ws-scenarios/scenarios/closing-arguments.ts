import type { Scenario } from "../harness/scenario.ts";
import { closed } from "../harness/world.ts";
import { withPair } from "./closing.ts";

/** The arguments of a call to close on an open socket; when it throws, the socket must still be open. */
function closeArguments(name: string, ...values: unknown[]): Scenario {
  return withPair(`close(${name})`, ({ client }, world) => {
    world.attempt("client", "close", (): unknown => Reflect.apply(client.close, client, values));
    world.log("client", `state ${client.readyState}`);
    if (client.readyState === client.OPEN) client.close(1000);
  });
}

const GOOD_CODES = [
  1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999,
];
const BAD_CODES = [0, -1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65536];

function codes(name: string, list: readonly number[]): Scenario {
  return {
    name: `closing: ${name}`,
    async run(world) {
      for (const code of list) {
        const { client, accepted } = await world.pair();
        const over = closed(client, accepted);
        world.attempt("client", `close(${code})`, () => client.close(code));
        if (client.readyState === client.OPEN) client.terminate();
        await over;
      }
    },
  };
}

export const closingArgumentScenarios: readonly Scenario[] = [
  closeArguments(""),
  closeArguments("1000", 1000),
  closeArguments("1000, text", 1000, "bye"),
  closeArguments("1000, Buffer", 1000, Buffer.from("bye")),
  closeArguments("3000, empty text", 3000, ""),
  closeArguments("4999, 123 bytes", 4999, "x".repeat(123)),
  closeArguments("1000, 124 bytes", 1000, "x".repeat(124)),
  closeArguments("1000, 42 characters of 3 bytes", 1000, "€".repeat(42)),
  closeArguments("1000, Buffer of 124 bytes", 1000, Buffer.alloc(124)),
  closeArguments("undefined, text", undefined, "only"),
  closeArguments("a string", "1000"),
  closeArguments("null", null),
  closeArguments("NaN", Number.NaN),
  closeArguments("an object", {}),
  codes("every kind of good code", GOOD_CODES),
  codes("every kind of bad code", BAD_CODES),
];
