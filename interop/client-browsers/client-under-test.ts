import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildBundles } from "../../tools/bundles/build.mjs";
import { inRoot } from "../../tools/paths.mjs";

const isPublished = process.env["SOCKEYE_CLIENT"] === "published";

/** Under these names both clients have them. */
export const bundles = {
  module: "socket.io.esm.min.js",
  script: "socket.io.js",
  minifiedScript: "socket.io.min.js",
  msgpack: "socket.io.msgpack.min.js",
} as const;

/** Where a server finds bundles to serve. */
export interface ClientHome {
  readonly url: string;
  remove(): void;
}

/** Puts the published bundles into a folder, and says where its manifest is. */
function copyPublished(folder: string): string {
  const manifest = createRequire(import.meta.url).resolve("socket.io-client/package.json");
  const source = join(dirname(manifest), "dist");
  for (const name of readdirSync(source)) copyFileSync(join(source, name), join(folder, name));
  return manifest;
}

/** Builds ours, from the sources as they are now. */
async function buildOurs(folder: string): Promise<string> {
  for (const { name, code, map } of await buildBundles()) {
    writeFileSync(join(folder, name), code);
    writeFileSync(join(folder, `${name}.map`), map);
  }
  return inRoot("packages", "client", "package.json");
}

/**
 * The client under test, named once. With `SOCKEYE_CLIENT=published` in the environment the same tests say what the
 * published socket.io-client does.
 */
export const clientUnderTest = {
  name: isPublished ? "published" : "sockeye",

  /** Its bundles, in a folder as a server's package has them. */
  async createHome(): Promise<ClientHome> {
    const home = mkdtempSync(join(tmpdir(), "sockeye-bundles-"));
    const remove = (): void => rmSync(home, { recursive: true, force: true });
    const folder = join(home, "client-dist");
    mkdirSync(folder);
    try {
      copyFileSync(isPublished ? copyPublished(folder) : await buildOurs(folder), join(home, "package.json"));
    } catch (error) {
      remove();
      throw error;
    }
    return { url: pathToFileURL(join(home, "/")).href, remove };
  },
} as const;
