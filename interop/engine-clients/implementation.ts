import type { EngineModule } from "./engine-api.ts";

const isPublished = process.env["SOCKEYE_ENGINE"] === "published";
const module = isPublished ? await import("engine.io") : await import("@sockeye/server/engine");
// Each has types of its own; the tests go by what the two have in common.
const { Server, attach, listen } = module as unknown as EngineModule;

/**
 * The engine under test, named once. With `SOCKEYE_ENGINE=published` in the environment the same tests say what the
 * published engine.io does.
 */
export const implementation: EngineModule & { readonly name: "published" | "sockeye" } = {
  name: isPublished ? "published" : "sockeye",
  Server,
  attach,
  listen,
};
