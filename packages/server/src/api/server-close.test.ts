import { createServer as createHttpServer } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Adapter } from "../adapter/index.ts";
import { Server } from "./server.ts";
import { createServer, settle } from "./testing/server-bench.ts";

afterEach(() => {
  vi.useRealTimers();
});

describe("close", () => {
  it("disconnects everybody, closes the adapters and the engine, and then calls back", async () => {
    const order: string[] = [];
    class Closing extends Adapter {
      override async close(): Promise<void> {
        await settle();
        order.push(`adapter ${(this.nsp as { name: string }).name}`);
        throw new Error("ignored");
      }
    }
    const { io, connect, engine } = createServer({ adapter: Closing });
    io.of("/a");
    const client = await connect();
    await client.join("/a");
    for (const name of ["/", "/a"]) {
      client.socket(name).on("disconnect", (reason) => order.push(`${name} ${reason}`));
    }
    client.take();
    await io.close(() => order.push("callback"));
    expect(order).toEqual([
      "/ server shutting down",
      "/a server shutting down",
      "adapter /",
      "adapter /a",
      "callback",
    ]);
    expect([engine.isClosed, client.isClosed, client.take()]).toEqual([true, true, []]);
  });

  it("lets nobody in who was on the way", async () => {
    const { io, open } = createServer();
    let go = (): void => {};
    let connections = 0;
    io.use((_socket, next) => {
      go = next;
    });
    io.on("connection", () => connections++);
    const client = open();
    await client.join();
    await io.close();
    go();
    await settle();
    expect([connections, client.take()]).toEqual([0, []]);
  });

  it("leaves no timer behind", async () => {
    vi.useFakeTimers();
    const { io, connect, open } = createServer({ connectionStateRecovery: {} });
    await connect();
    open();
    await io.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it("of a server that was never attached", async () => {
    const io = new Server();
    let calls = 0;
    await io.close(() => calls++);
    await io.close();
    expect(calls).toBe(1);
  });

  it("closes the HTTP server, too; that it was not open is told to the callback", async () => {
    const http = createHttpServer();
    await new Promise<void>((resolve) => {
      http.listen(0, "127.0.0.1", resolve);
    });
    const io = new Server(http);
    const errors: (Error | undefined)[] = [];
    await io.close((error) => errors.push(error));
    expect(http.listening).toBe(false);
    await io.close((error) => errors.push(error));
    expect(errors).toMatchObject([undefined, { code: "ERR_SERVER_NOT_RUNNING" }]);
  });
});
