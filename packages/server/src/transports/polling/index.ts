/**
 * Long-polling.
 *
 * @module
 */
export type { PollingContext } from "./polling-context.ts";
export { PollingTransport } from "./polling-transport.ts";
