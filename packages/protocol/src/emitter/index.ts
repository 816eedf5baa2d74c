/**
 * A small event emitter with the methods that clients and decoders of Socket.IO are known to have.
 *
 * @module
 */
export { Emitter, type EventMap } from "./emitter.ts";
