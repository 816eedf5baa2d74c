import { describe, expect, it } from "vitest";
import { expectGrowthBelow, MEGABYTE } from "../harness/baseline.ts";
import { atOnce, numbers } from "../harness/at-once.ts";
import { scaled } from "../harness/scale.ts";
import { openSocket, type RawSocket } from "./harness/clients.ts";
import { type TargetSockets, useTarget } from "./harness/target.ts";

interface Greeting {
  readonly sid: string;
  readonly pid: string;
}

/** Joins the main namespace, and comes back as somebody, if told so. */
async function join(socket: RawSocket, auth: object = {}): Promise<Greeting> {
  socket.send(`0${JSON.stringify(auth)}`);
  return JSON.parse((await socket.find("0{")).slice(1)) as Greeting;
}

/** Joins, has one event, and is cut off. */
async function leaveBehind(server: TargetSockets): Promise<Greeting & { readonly offset: string }> {
  const { ends } = await server.status();
  const socket = await openSocket(server.port);
  const { sid, pid } = await join(socket);
  await server.broadcast({ size: 10, count: 1 });
  const event = JSON.parse((await socket.find("2")).slice(1)) as string[];
  socket.leave();
  await server.until({ ended: ends.length + 1 });
  return { sid, pid, offset: event.at(-1)! };
}

/** Says who he was; in the end his id, and how many events he had missed. */
async function comeBack(server: TargetSockets, auth: object): Promise<{ sid: string; missed: number }> {
  const socket = await openSocket(server.port);
  socket.send(`0${JSON.stringify(auth)}`);
  let missed = 0;
  let sid = "";
  for (;;) {
    const packet = await socket.next();
    if (typeof packet !== "string") throw new Error("the connection ended");
    if (packet.startsWith("2")) missed += 1;
    if (packet.startsWith("0")) {
      ({ sid } = JSON.parse(packet.slice(1)) as Greeting);
      socket.send('21["echo","end"]');
    }
    if (packet.startsWith("3")) break;
  }
  socket.leave();
  return { sid, missed };
}

describe("row 33: the log of what clients may have missed", () => {
  const arena = useTarget();

  it("200,000 broadcasts while somebody is away: memory is bounded, and he comes back as new, without a gap", async () => {
    const connectionStateRecovery = { maxRecoveryPackets: 1000, maxDisconnectionDuration: 60_000 };
    const server = await arena.serve({ options: { connectionStateRecovery } });
    await expectGrowthBelow(25 * MEGABYTE, arena.target, async () => {
      const { sid, pid, offset } = await leaveBehind(server);
      await server.broadcast({ size: 200, count: scaled(50_000, 200_000), perTurn: 100 });
      const back = await comeBack(server, { pid, offset });
      expect(back.missed).toBe(0);
      expect(back.sid).not.toBe(sid);
    });
  });

  it.each([
    [9, true],
    [10, true],
    [11, false],
  ])("maxRecoveryPackets of 10: with %i missed, recovered is %s", async (count, recovered) => {
    const connectionStateRecovery = { maxRecoveryPackets: 10 };
    const server = await arena.serve({ options: { connectionStateRecovery } });
    const { sid, pid, offset } = await leaveBehind(server);
    await server.broadcast({ size: 10, count });
    const { missed, ...back } = await comeBack(server, { pid, offset });
    expect({ recovered: back.sid === sid, missed }).toEqual({ recovered, missed: recovered ? count : 0 });
  });

  it("maxRecoveryBytes: what does not fit into it makes him new", async () => {
    const connectionStateRecovery = { maxRecoveryBytes: 100_000 };
    const server = await arena.serve({ options: { connectionStateRecovery } });
    for (const [size, recovered] of [
      [9_000, true],
      [11_000, false],
    ] as const) {
      const { sid, pid, offset } = await leaveBehind(server);
      await server.broadcast({ size, count: 10 });
      expect((await comeBack(server, { pid, offset })).sid === sid).toBe(recovered);
    }
  });

  it("both can be switched off", async () => {
    const connectionStateRecovery = {
      maxRecoveryBytes: Infinity,
      maxRecoveryPackets: Infinity,
      maxDisconnectionDuration: Infinity,
    };
    const server = await arena.serve({ options: { connectionStateRecovery } });
    const { sid, pid, offset } = await leaveBehind(server);
    await server.broadcast({ size: 10, count: 3000 });
    expect(await comeBack(server, { pid, offset })).toEqual({ sid, missed: 3000 });
  });

  it("a session is handed out once", async () => {
    const server = await arena.serve({ options: { connectionStateRecovery: {} } });
    const { sid, pid, offset } = await leaveBehind(server);
    const sockets = await Promise.all(numbers(10).map(() => openSocket(server.port)));
    // All of them stay: who leaves may come back, once more.
    const greetings = await Promise.all(sockets.map((socket) => join(socket, { pid, offset })));
    expect(greetings.filter((greeting) => greeting.sid === sid)).toHaveLength(1);
    for (const socket of sockets) socket.leave();
  });

  it.each([
    ["an unknown one", { pid: "x".repeat(20), offset: "y" }],
    ["a long one", { pid: "x".repeat(900_000), offset: "y" }],
    ["a name on every object", { pid: "__proto__", offset: "constructor" }],
    ["no text", { pid: { toString: "x" }, offset: ["a"] }],
    ["nothing", { pid: null, offset: null }],
  ])("somebody else's secret: %s", async (_title, auth) => {
    const server = await arena.serve({ options: { connectionStateRecovery: {} } });
    await leaveBehind(server);
    expect((await comeBack(server, auth)).missed).toBe(0);
  });

  it.each(["", "x", "0", "-1", "1e9", "__proto__", "9".repeat(400), "x".repeat(100_000)])(
    "a place of the log that is none (%s): as new",
    async (offset) => {
      const server = await arena.serve({ options: { connectionStateRecovery: {} } });
      const { sid, pid } = await leaveBehind(server);
      expect((await comeBack(server, { pid, offset })).sid).not.toBe(sid);
    },
  );

  it("sessions that may come back are bounded, too", async () => {
    const server = await arena.serve({
      middleware: "roomy",
      options: { connectionStateRecovery: {}, handshakesPerSecond: Infinity },
    });
    const go = async (): Promise<void> => {
      const socket = await openSocket(server.port);
      await join(socket);
      socket.leave();
    };
    await expectGrowthBelow(40 * MEGABYTE, arena.target, async () => {
      await atOnce(8, numbers(scaled(500, 20_000)), go);
      await server.left(1);
    });
  });
});
