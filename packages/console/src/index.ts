/**
 * A console for a Socket.IO server: a page to try servers, to see what goes over the wire, and to watch this one live.
 *
 * @example
 * ```ts
 * import { attachConsole } from "@sockeye/console";
 * import { Server } from "@sockeye/server";
 *
 * const io = new Server(3000);
 * attachConsole(io, { auth: { token: process.env.CONSOLE_TOKEN } });
 * ```
 *
 * @module
 */
export type { Action } from "./contract/index.ts";
export { attachConsole, type Console } from "./server/attach-console.ts";
export type { CheckToken, ConsoleAuth, ConsoleOptions } from "./server/options.ts";
export type { PracticeControl } from "./server/practice-control.ts";
