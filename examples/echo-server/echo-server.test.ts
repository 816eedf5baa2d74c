import { once } from "node:events";

import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "@sockeye/websocket";

import { startEchoServer } from "./echo-server.ts";
import type { EchoServer } from "./echo-server.ts";

describe("echo-server", () => {
  let server: EchoServer;
  afterEach(() => server.close());

  it("sends back text as text and bytes as bytes, and says goodbye with 1001", async () => {
    server = await startEchoServer(0);
    const socket = new WebSocket(server.url);
    await once(socket, "open");
    socket.send("hello");
    expect(await once(socket, "message")).toEqual([Buffer.from("hello"), false]);
    socket.send(Buffer.from([1, 2, 3]));
    expect(await once(socket, "message")).toEqual([Buffer.from([1, 2, 3]), true]);
    const closed = once(socket, "close");
    await server.close();
    expect((await closed)[0]).toBe(1001);
  });
});
