/** The implementation under test, named once: point it at the published `ws` to see what the suite makes of that. */
export { WebSocket, WebSocketServer } from "@sockeye/websocket";
