import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";

import { describe, expect, it } from "vitest";
import { WebSocketServer } from "@sockeye/websocket";

import { startEchoServer } from "../echo-server/echo-server.ts";
import { talk } from "./talk.ts";

describe("client", () => {
  it("hears from the echo server what it said", async () => {
    const server = await startEchoServer(0);
    expect(await talk(server.url)).toEqual(["Hello, upstream!", "5a0ce7e0"]);
    await server.close();
  });

  it("says so when there is no server", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    await expect(talk(`ws://127.0.0.1:${port}/`)).rejects.toThrow(/ECONNREFUSED/);
  });

  it("says so when the server closes too early", async () => {
    const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    server.on("connection", (socket) => socket.close(1013));
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await expect(talk(`ws://127.0.0.1:${port}/`)).rejects.toThrow("closed with 1013 after 0 of 2 answers");
    await new Promise((resolve) => server.close(resolve));
  });
});
