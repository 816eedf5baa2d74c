import type { ClientOptions } from "../harness/api.ts";
import type { Scenario } from "../harness/scenario.ts";
import { closed } from "../harness/world.ts";

/** Port 1 of the loopback interface is not in use: what constructs is refused. */
const NOWHERE = "ws://127.0.0.1:1";

type Protocols = string | string[];

function construct(name: string, address: unknown, options?: ClientOptions, protocols?: unknown): Scenario {
  return {
    name: `client construction: ${name}`,
    async run(world) {
      const { WebSocket } = world.api;
      const client = world.attempt("client", "new", () => {
        if (protocols === undefined) return new WebSocket(address as string, options);
        return new WebSocket(address as string, protocols as Protocols, options);
      });
      if (client === undefined) return;
      world.log("client", `url=${client.url} state=${client.readyState} protocol=${client.protocol}`);
      world.log("client", `extensions=${client.extensions} binaryType=${client.binaryType}`);
      world.log("client", `bufferedAmount=${client.bufferedAmount} isPaused=${client.isPaused}`);
      world.watch(client, "client");
      await closed(client);
    },
  };
}

export const clientConstructionScenarios: readonly Scenario[] = [
  construct("nobody listens", NOWHERE),
  construct("a URL object", new URL("/a?b=c", NOWHERE)),
  construct("no URL", "foo"),
  construct("an empty URL", ""),
  construct("undefined", undefined),
  construct("a number", 5),
  construct("a space in the host", "ws://x y"),
  construct("another scheme", "ftp://127.0.0.1"),
  construct("http becomes ws", "http://127.0.0.1:1/a"),
  construct("https becomes wss", "https://127.0.0.1:1/a"),
  construct("a fragment", "ws://127.0.0.1:1#foo"),
  construct("an empty fragment", "ws://127.0.0.1:1/#"),
  construct("an empty unix path", "ws+unix:"),
  construct("a unix path that does not exist", "ws+unix:/nonexistent/sockeye.sock:/path"),
  construct("a sub-protocol with a space", NOWHERE, {}, "a b"),
  construct("an empty sub-protocol", NOWHERE, {}, ""),
  construct("a sub-protocol twice", NOWHERE, {}, ["a", "a"]),
  construct("a sub-protocol that is a number", NOWHERE, {}, [1]),
  construct("sub-protocols null", NOWHERE, {}, null),
  construct("no sub-protocols", NOWHERE, {}, []),
  construct("options in the place of sub-protocols", NOWHERE, { origin: "http://o" }),
  construct("protocol version 1000", NOWHERE, { protocolVersion: 1000 }),
  construct("protocol version 8", NOWHERE, { protocolVersion: 8 }),
  construct("a malformed header", NOWHERE, { headers: { "bad header": "x" } }),
];
