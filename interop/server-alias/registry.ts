import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename } from "node:path";
import type { PackedPackage } from "../../tools/packing.mjs";

/** As much of an npm registry as an installation asks for, with packages that are not published yet. */
export interface Registry {
  readonly url: string;
  close(): void;
}

function describePackage({ name, manifest, tarball }: PackedPackage, url: string): object {
  const integrity = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
  const dist = { tarball: `${url}tarballs/${basename(tarball)}`, integrity };
  const { version } = manifest;
  return { name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } } };
}

/**
 * It has our packages only, so that an installation that needs anything else fails, instead of asking the network. It
 * lets an alias be what users write: one of `file:` is not the same to npm.
 */
export async function startRegistry(packages: readonly PackedPackage[]): Promise<Registry> {
  let url = "";
  const answer = (path: string, response: ServerResponse): void => {
    const found = packages.find(({ name }) => name === decodeURIComponent(path.slice(1)));
    const packed = packages.find(({ tarball }) => path === `/tarballs/${basename(tarball)}`);
    if (packed !== undefined) response.end(readFileSync(packed.tarball));
    else if (found !== undefined) response.end(JSON.stringify(describePackage(found, url)));
    else response.writeHead(404).end("{}");
  };
  const server = createServer((request, response) => answer(request.url ?? "/", response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
