import type { Packet } from "../../../codec/packet.ts";
import type { CloseDetails, Transport, TransportError } from "../../../transports/transport.ts";

/** A packet of a session as a server would open it. */
export const OPEN_PACKET =
  '0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';

/** The first event of each name that a transport emits. */
export interface FirstEvents {
  readonly open: Promise<void>;
  readonly error: Promise<TransportError>;
  readonly close: Promise<CloseDetails | undefined>;
  readonly drain: Promise<void>;
  /** All packets, as they come. */
  readonly packets: Packet[];
}

/** The options that a session would give to its transport. */
export function optionsFor(host: string, transport: string, options: object = {}): object {
  const { hostname, port } = new URL(`http://${host}`);
  return {
    agent: false,
    path: "/engine.io/",
    secure: false,
    hostname,
    port,
    query: { EIO: "4", transport },
    perMessageDeflate: { threshold: 1024 },
    socket: {},
    timestampRequests: false,
    ...options,
  };
}

/** Watches a transport from before it is opened. */
export function watch(transport: Transport): FirstEvents {
  const first = <T>(name: "open" | "error" | "close" | "drain"): Promise<T> =>
    new Promise((resolve) => {
      transport.once(name, resolve as never);
    });
  const packets: Packet[] = [];
  transport.on("packet", (packet) => {
    packets.push(packet);
  });
  return {
    open: first("open"),
    error: first("error"),
    close: first("close"),
    drain: first("drain"),
    packets,
  };
}
