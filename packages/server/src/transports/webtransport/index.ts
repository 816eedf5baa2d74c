export { acceptWebTransportSession } from "./accept-session.ts";
export { closeSession, type WebTransportSession } from "./session.ts";
export { WebTransportTransport } from "./webtransport-transport.ts";
