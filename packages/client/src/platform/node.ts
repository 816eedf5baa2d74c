/** What is different in Node: the same names as in `browser.ts`. */
import { WT } from "../transports/webtransport.ts";
import { NodeWebSocket } from "./node/node-websocket.ts";
import { NodeXHR } from "./node/node-xhr.ts";

export { WS as WebSocket } from "../transports/websocket.ts";
export { WT as WebTransport } from "../transports/webtransport.ts";
export { XHR } from "../transports/xhr.ts";
export { Fetch } from "./node/node-fetch.ts";
export { NodeWebSocket } from "./node/node-websocket.ts";
export { NodeXHR } from "./node/node-xhr.ts";

/** The implementation of each transport, in the order in which a session tries them. */
export const transports = { polling: NodeXHR, websocket: NodeWebSocket, webtransport: WT };

/** Calls back behind the code that runs now; the timers are for platforms that have nothing better. */
export function nextTick(callback: () => void, _setTimeoutFn?: typeof setTimeout): void {
  process.nextTick(callback);
}

/** What sessions do if they are not told otherwise; some libraries look at the options of a session. */
export const defaults = {
  agent: false,
  upgrade: true,
  withCredentials: false,
  timestampParam: "t",
  rememberUpgrade: false,
  addTrailingSlash: true,
  rejectUnauthorized: true,
  perMessageDeflate: { threshold: 1024 },
  transportOptions: {},
  closeOnBeforeunload: false,
};
