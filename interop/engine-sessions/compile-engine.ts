import { compilePackages, type CompiledEntry } from "../harness/compile-packages.ts";

export type CompiledEngine = CompiledEntry;

/** `@sockeye/server/engine` and what it stands on, for child processes. */
export function compileEngine(): CompiledEngine {
  return compilePackages("@sockeye/server/engine", ["protocol", "websocket", "server"]);
}
