import { Manager, type Socket } from "socket.io-client";
import { describe, expect, it, onTestFinished } from "vitest";
import { implementation } from "./implementation.ts";
import { binary } from "./messages.ts";
import { becomesWritable, startEngine } from "./running-engine.ts";
import { echoSocketIo } from "./socket-io-echo.ts";
import { modeNames, modes } from "./test-client.ts";

interface Once {
  once(event: string, listener: (...parameters: unknown[]) => void): unknown;
}

/** What the listener of the next such event gets. */
const next = (emitter: Once, event: string): Promise<unknown[]> =>
  new Promise((resolve) => {
    emitter.once(event, (...parameters: unknown[]) => resolve(parameters));
  });

/** The answer to one event. */
async function exchange(socket: Socket, ...parameters: unknown[]): Promise<unknown[]> {
  const answer = next(socket, "echo");
  socket.emit("echo", ...parameters);
  return answer;
}

const parameterCases: readonly (readonly [string, readonly unknown[]])[] = [
  ["nothing", []],
  ["text", ["hello", "", "aé€🐟", '"\\\n\u2028']],
  ["numbers and nothings", [0, -1.5, 1e21, null, true, false]],
  ["nested objects", [{ a: [1, { b: "c" }, []], "": {} }, [[[["deep"]]]]]],
  ["bytes", [binary(300)]],
  ["bytes among others", ["before", { picture: binary(70_000, 5), list: [binary(0), binary(1)] }, "after"]],
];

describe.each(modeNames)(`${implementation.name}: socket.io-client over %s`, (mode) => {
  async function connect() {
    const running = await startEngine(
      { path: "/socket.io", pingInterval: 100, pingTimeout: 5_000 },
      echoSocketIo,
    );
    const manager = new Manager(running.url, { transports: [...modes[mode]], reconnection: false });
    const socket = manager.socket("/");
    onTestFinished(() => manager._close());
    await next(socket, "connect");
    return { running, manager, socket };
  }

  it("connects, and is told that it has disconnected", async () => {
    const { running, socket } = await connect();
    const { socket: session, closed } = await running.accept();
    expect(socket.id).toBe(session.id);
    const told = next(socket, "disconnect");
    socket.disconnect();
    expect((await told)[0]).toBe("io client disconnect");
    await closed;
    expect(running.engine.clientsCount).toBe(0);
  });

  it("is told that the server has gone", async () => {
    const { manager, running, socket } = await connect();
    const { transport } = manager.engine;
    if (transport.name !== modes[mode].at(-1)) await next(manager.engine, "upgrade");
    await exchange(socket);
    await becomesWritable(running, (await running.accept()).socket);
    const told = next(socket, "disconnect");
    running.engine.close();
    expect((await told)[0]).toBe("transport close");
  });

  it.each(parameterCases)("gets %s back", async (_name, parameters) => {
    const { socket } = await connect();
    expect(await exchange(socket, ...parameters)).toEqual(parameters);
    expect(await socket.emitWithAck("wanted", ...parameters)).toEqual(parameters[0]);
  });

  it("keeps the order of 200 events, some with bytes", async () => {
    const { socket } = await connect();
    const received: number[] = [];
    const complete = new Promise<void>((resolve) => {
      socket.on("numbered", (index: number) => {
        received.push(index);
        if (received.length === 200) resolve();
      });
    });
    for (let index = 0; index < 200; index += 1) {
      if (index % 5 === 0) socket.emit("numbered", index, binary(index));
      else socket.emit("numbered", index);
    }
    await complete;
    expect(received).toEqual(Array.from({ length: 200 }, (_, index) => index));
  });

  it("uses several namespaces over one session", async () => {
    const { manager, running, socket } = await connect();
    const other = manager.socket("/other");
    await next(other, "connect");
    expect(await Promise.all([exchange(socket, 1), exchange(other, 2)])).toEqual([[1], [2]]);
    expect(running.engine.clientsCount).toBe(1);
  });

  it("lives on through three heartbeats", async () => {
    const { manager, socket } = await connect();
    for (let beat = 0; beat < 3; beat += 1) {
      await new Promise<void>((resolve) => {
        manager.once("ping", resolve);
      });
    }
    expect(await exchange(socket, "still there")).toEqual(["still there"]);
    expect(manager.engine.transport.name).toBe(modes[mode].at(-1));
  });
});
