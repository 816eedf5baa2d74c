/**
 * A second face for connections of the lean one: the WebSocket that users of `ws` know.
 *
 * @module
 */
export { createSecondFace, type SecondFace } from "./compat/second-face.ts";
export type { ConnectionEvents, EventSource } from "./compat/connection-events.ts";
