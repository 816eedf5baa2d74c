import type { ProtocolError } from "../kernel/index.ts";
import type { CloseReason } from "./close-reason.ts";
import type { Dialect } from "./dialect.ts";
import type { Handshake } from "./handshake.ts";
import type { EnginePacket, PacketData } from "./packet.ts";

/** What a server session begins with. */
export interface ServerSessionOptions {
  /** What the client is told; the heartbeat goes by it. */
  readonly handshake: Handshake;
  /** Milliseconds that an upgrade may take. */
  readonly upgradeTimeout: number;
  readonly dialect: Pick<Dialect, "pinger">;
  /** A first message, sent right behind the open packet. */
  readonly initialPacket?: PacketData | undefined;
}

/** What the driver tells a server session. Messages go past the machine: see `ServerSession.receivesMessages`. */
export type ServerSessionCommand =
  /** The first transport stands: greet the client. */
  | { readonly type: "open" }
  /** A packet other than a message came over the current transport. */
  | { readonly type: "packet"; readonly packet: EnginePacket }
  /** What came over the current transport cannot be decoded. */
  | { readonly type: "garbage"; readonly error: ProtocolError }
  /** A message came while `isPongAwaited`: a sign of life that extends the wait once. */
  | { readonly type: "activity" }
  /** A second transport has come with the id of this session. */
  | { readonly type: "candidate" }
  /** A packet came over the candidate. */
  | { readonly type: "candidatePacket"; readonly packet: EnginePacket }
  /** The candidate has closed, failed, or sent what cannot be decoded. */
  | { readonly type: "candidateLost" }
  /** The application closes the session. `isDrained`: everything has been handed to the transport. */
  | { readonly type: "close"; readonly discard: boolean; readonly isDrained: boolean }
  /** Everything has been handed to the transport; of interest while closing. */
  | { readonly type: "drained" }
  /** The current transport has ended or failed. */
  | {
      readonly type: "transportClosed";
      readonly reason: "transport close" | "transport error";
      readonly description?: unknown;
    }
  /** Time has passed; see `deadline`. */
  | { readonly type: "tick" };

/** What a server session wants done. */
export type ServerSessionEffect =
  /** Send on the current transport. */
  | { readonly type: "send"; readonly packet: EnginePacket }
  /** The session is open: tell the application. */
  | { readonly type: "opened" }
  /** A sign of life came: tell the application. */
  | { readonly type: "heartbeat" }
  /** The candidate is not wanted: close it. The session goes on. In answer to `candidate` it means the newcomer. */
  | { readonly type: "closeCandidate" }
  | { readonly type: "sendToCandidate"; readonly packet: EnginePacket }
  /** The upgrade has begun: tell the application. */
  | { readonly type: "upgrading" }
  /** If a poll is waiting, answer it with a noop so that the client can leave the old transport. */
  | { readonly type: "releasePoll" }
  /** The candidate is the transport from here on: discard the old one, tell the application, flush. */
  | { readonly type: "switchTransport" }
  /**
   * Close the current transport; it tells the peer where it can. Unless `closed` follows at once, the session is over
   * when the transport has ended: `transportClosed` says so.
   */
  | { readonly type: "closeTransport" }
  /** The session is over: the last effect there is. Let go of both transports, tell the application. */
  | { readonly type: "closed"; readonly reason: CloseReason; readonly description?: unknown };
