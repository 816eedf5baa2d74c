import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { listen } from "./listen.ts";
import type { ServerOptions } from "./options.ts";
import type { Server } from "./server.ts";

let engine: Server | undefined;

afterEach(async () => {
  engine?.close();
  engine?.httpServer?.closeAllConnections();
  if (engine?.httpServer?.listening === true) await once(engine.httpServer.close(), "close");
  engine = undefined;
});

/** Opens a session as one user; the function asks for it as another. */
async function openAs(
  user: string,
  bindSession: NonNullable<ServerOptions["bindSession"]>,
): Promise<(user: string) => Promise<readonly [status: number, body: string]>> {
  engine = listen(0, { bindSession });
  const { httpServer } = engine;
  if (httpServer === undefined) throw new Error("listen() has made no HTTP server");
  await once(httpServer, "listening");
  const { port } = httpServer.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}/engine.io/?EIO=4&transport=polling`;
  const opening = await fetch(address, { headers: { cookie: `user=${user}` } });
  const { sid } = JSON.parse((await opening.text()).slice(1)) as { sid: string };
  return async (other) => {
    const init = { method: "POST", body: "4hello", headers: { cookie: `user=${other}` } };
    const response = await fetch(`${address}&sid=${sid}`, init);
    return [response.status, await response.text()];
  };
}

const UNKNOWN = [400, '{"code":1,"message":"Session ID unknown"}'];

describe("bindSession", () => {
  it("keeps the session for those who have what its first request had", async () => {
    const post = await openAs("ann", (request) => request.headers.cookie);
    expect(await post("bob")).toEqual(UNKNOWN);
    expect(await post("ann")).toEqual([200, "ok"]);
  });

  it("binds to nothing anybody has when it fails", async () => {
    const post = await openAs("ann", () => {
      throw new Error("no idea");
    });
    expect(await post("ann")).toEqual(UNKNOWN);
  });
});
