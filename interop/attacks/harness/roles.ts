import { HostileServer, upgradeResponse } from "./hostile-server.ts";
import { frame, type FrameParts } from "./frames.ts";
import type { WebSocketArena } from "./target.ts";
import type { ConnectionOptions } from "@sockeye/websocket/lean";
import type { SeenEnd } from "./types.ts";
import { openWire, type WirePeer } from "./wire-peer.ts";

/** Which end of the connection the process under attack is. */
export type Role = "server" | "client";
export const ROLES: readonly Role[] = ["server", "client"];

/** The options that both ends have. */
export interface RoleOptions extends ConnectionOptions {
  readonly perMessageDeflate?: boolean | { readonly maxInflateRatio?: number };
}

interface Manner {
  /** The process under attack reads one byte at a time. */
  readonly byteByByte?: boolean;
}

/** An open connection with the attacker at one end. */
export interface Attack {
  readonly peer: WirePeer;
  /** A frame as this attacker must mask it, or must not. */
  frame(parts: FrameParts): Buffer;
  /** How the connection ended at the end under attack, and what it had received. */
  ended(): Promise<SeenEnd & { readonly messages: number; readonly bytes: number }>;
}

/** Opens a connection in which the package plays `role`; it counts messages and echoes none. */
export function attack(
  arena: WebSocketArena,
  role: Role,
  options: RoleOptions = {},
  manner: Manner = {},
): Promise<Attack> {
  return role === "server" ? attackServer(arena, options, manner) : attackClient(arena, options, manner);
}

/** What a deflating end sends along in the handshake. */
const DEFLATE = "permessage-deflate";

async function attackServer(arena: WebSocketArena, options: RoleOptions, manner: Manner): Promise<Attack> {
  const server = await arena.serve({ options, behaviour: "count", host: "attached", ...manner });
  const headers = options.perMessageDeflate === undefined ? {} : { "Sec-WebSocket-Extensions": DEFLATE };
  const peer = await openWire(server.port, "/", headers);
  return {
    peer,
    frame,
    async ended() {
      const { ends, messages, bytes } = await server.until({ ended: 1 });
      return { ...ends[0]!, messages, bytes };
    },
  };
}

async function attackClient(arena: WebSocketArena, options: RoleOptions, manner: Manner): Promise<Attack> {
  // An honest client of a neighbour in the same process notices a loop that is blocked.
  await arena.serve();
  const server = await HostileServer.listen();
  const dialling = arena.target.ask("dial", { url: server.url, options, ...manner });
  const peer = await server.client();
  const extension = options.perMessageDeflate === undefined ? [] : [`Sec-WebSocket-Extensions: ${DEFLATE}`];
  peer.send(upgradeResponse(await peer.head(), ...extension));
  const { id, error } = await dialling;
  if (error !== undefined) throw new Error(`the client did not connect: ${error.message}`);
  server.close();
  return {
    peer,
    frame: (parts) => frame({ mask: false, ...parts }),
    ended: () => {
      // RFC 6455, section 7.1.1: it is the server that ends the TCP connection.
      peer.socket.end();
      return arena.target.ask("dialled", { id });
    },
  };
}
