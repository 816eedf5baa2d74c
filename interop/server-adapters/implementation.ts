import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeFileSync } from "node:fs";
import { compilePackages } from "../harness/compile-packages.ts";

const isPublished = process.env["SOCKEYE_SERVER"] === "published";

/** Where adapters of others find their base class: in the package that they name, or in ours. */
export type Base = "socket.io-adapter" | "@sockeye/server/adapter";

/** With `SOCKEYE_SERVER=published` in the environment the same tests say what the published socket.io does. */
export const bases: readonly Base[] = isPublished
  ? ["socket.io-adapter"]
  : ["socket.io-adapter", "@sockeye/server/adapter"];

/** The server under test as plain Node can load it. */
export interface Implementation {
  /** Its module. */
  readonly server: string;
  /** For the settings of a server: nothing, or the file that takes the place of `socket.io-adapter`. */
  of(base: Base): { readonly server: string; readonly base?: string };
  remove(): void;
}

export function prepareImplementation(): Implementation {
  if (isPublished) {
    const server = import.meta.resolve("socket.io");
    return { server, of: () => ({ server }), remove: () => undefined };
  }
  const compiled = compilePackages("@sockeye/server", ["protocol", "websocket", "server"]);
  const server = compiled.url;
  const adapter = join(dirname(fileURLToPath(server)), "adapter.mjs");
  writeFileSync(adapter, 'export * from "@sockeye/server/adapter";\n');
  return {
    server,
    of: (base) => (base === "socket.io-adapter" ? { server } : { server, base: adapter }),
    remove: compiled.remove,
  };
}
