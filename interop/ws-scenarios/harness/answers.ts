import type { ClientOptions } from "./api.ts";
import { OPCODE, frame } from "./frames.ts";
import { type RawPeer, responseText } from "./raw-peer.ts";
import type { Scenario } from "./scenario.ts";
import { closed } from "./world.ts";

/** What a raw server does when a request is there. */
export type Answer = (peer: RawPeer, request: string) => void;

/** How the client dials. */
export interface Asked {
  readonly options?: ClientOptions;
  readonly protocols?: string | string[];
}

/** A server that answers in its own way; what opens is closed by the server. */
export function answer(name: string, respond: Answer, asked: Asked = {}): Scenario {
  return {
    name: `client handshake: ${name}`,
    async run(world) {
      const port = await world.rawServer(respond);
      const client = world.dial(port, asked.options, asked.protocols);
      client.on("upgrade", () => world.log("client", `upgrade in ${client.readyState}`));
      client.on("redirect", (url) => world.log("client", `redirect ${url} in ${client.readyState}`));
      client.on("open", () =>
        world.log("client", `protocol=${client.protocol} extensions=${client.extensions}`),
      );
      await closed(client);
      world.log("client", `url=${client.url} protocol=${client.protocol} extensions=${client.extensions}`);
    },
  };
}

/** Ends a connection in good order. */
export function finish(peer: RawPeer): void {
  peer.write(frame(OPCODE.close));
  peer.socket.end();
}

/** The usual answer with more header lines. */
export function extra(...lines: string[]): Answer {
  return (peer, request) => {
    peer.write(responseText(request, ...lines));
    finish(peer);
  };
}

/** An answer of plain HTTP, after which the server ends. */
export function plain(...lines: string[]): Answer {
  return (peer) => peer.socket.end([...lines, "", ""].join("\r\n"));
}
