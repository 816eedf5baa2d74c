import { WS } from "../transports/websocket.ts";
import { WT } from "../transports/webtransport.ts";
import { XHR } from "../transports/xhr.ts";

export { Fetch } from "../transports/fetch.ts";
export { nextTick } from "../transports/next-tick.ts";
export { WS as NodeWebSocket, WS as WebSocket } from "../transports/websocket.ts";
export { WT as WebTransport } from "../transports/webtransport.ts";
export { XHR as NodeXHR, XHR } from "../transports/xhr.ts";

/** The transports that may be asked for by name, in the order in which a session tries them. */
export const transports = { polling: XHR, websocket: WS, webtransport: WT };

/** What sessions do if they are not told otherwise. */
export const defaults = { upgrade: true };
