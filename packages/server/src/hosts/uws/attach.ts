import type { UwsApp, UwsBehavior, UwsHttpRequest, UwsHttpResponse, UwsWebSocket } from "./uws-api.ts";
import type { UwsTransport } from "./uws-transport.ts";

/** What is attached to an app, and how. */
export interface UwsAttachment {
  readonly path: string;
  readonly takesUpgrades: boolean;
  /** A larger message ends its connection. */
  readonly maxPayloadLength: number;
  /** The host's own default where it is `undefined`. */
  readonly compression: number | undefined;
  /** The host's own default where it is `undefined`. */
  readonly idleTimeout: number | undefined;
  handleRequest(response: UwsHttpResponse, request: UwsHttpRequest): void;
  handleUpgrade(response: UwsHttpResponse, request: UwsHttpRequest, context: unknown): void;
}

/**
 * What an upgraded connection carries along: its transport, as soon as it is open. The host copies the properties of its
 * user data, so it is given an object with this one.
 */
export interface UwsPassenger {
  readonly engine: {
    transport: UwsTransport | undefined;
    board(socket: UwsWebSocket): void;
  };
}

/** The largest number that the host takes as a length. */
const MAX_LENGTH = 2 ** 31 - 1;

/** Takes the requests and the upgrades of one path. */
export function attachToApp(app: UwsApp, attachment: UwsAttachment): void {
  const { path } = attachment;
  if (attachment.takesUpgrades) app.ws(path, createBehavior(attachment));
  app.any(path, (response, request) => {
    attachment.handleRequest(response, request);
  });
}

function createBehavior(attachment: UwsAttachment): UwsBehavior {
  const { compression, idleTimeout, maxPayloadLength } = attachment;
  return {
    ...(compression === undefined ? {} : { compression }),
    ...(idleTimeout === undefined ? {} : { idleTimeout }),
    maxPayloadLength: Math.min(Math.trunc(maxPayloadLength), MAX_LENGTH),
    // Above its limit the host drops messages without a word. The session keeps count instead, and ends.
    maxBackpressure: MAX_LENGTH,
    upgrade: (response, request, context) => {
      attachment.handleUpgrade(response, request, context);
    },
    open: (socket) => {
      passengerOf(socket).board(socket);
    },
    message: (socket, message, isBinary) => {
      passengerOf(socket).transport?.onMessage(message, isBinary);
    },
    drain: (socket) => {
      passengerOf(socket).transport?.onDrain();
    },
    close: (socket) => {
      passengerOf(socket).transport?.onClose();
    },
  };
}

function passengerOf(socket: UwsWebSocket): UwsPassenger["engine"] {
  return (socket.getUserData() as UwsPassenger).engine;
}
