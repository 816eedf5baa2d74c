import { describe, expect, it } from "vitest";
import { expectBaseline, measure } from "../harness/baseline.ts";
import { atOnce, numbers } from "../harness/at-once.ts";
import { joinSocket } from "./harness/clients.ts";
import { useTarget } from "./harness/target.ts";

describe("row 16: rooms by the thousand", () => {
  const arena = useTarget();

  it("as many as are allowed, and one more: a RangeError for that call, and no room of it is joined", async () => {
    const server = await arena.serve();
    const { rooms } = await server.status();
    const socket = await joinSocket(server.port);
    // Its own room is one.
    socket.send('2["join many",100000]');
    const { failures } = await server.until({ failed: 1 });
    expect(failures[0]).toMatchObject({ kind: "listener", event: "join many" });
    expect(failures[0]?.error).toContain("100000 rooms");
    expect(await server.status()).toMatchObject({ rooms: rooms + 1, open: 1 });
    socket.send('2["join many",99999]');
    await socket.echo();
    expect(await server.status()).toMatchObject({ rooms: rooms + 100_000 });
    socket.send('2["join",["one more"]]', '2["join",["r5"]]', '2["leave","r6"]', '2["join",["another"]]');
    await socket.echo();
    expect((await server.status()).failures).toHaveLength(2);
    socket.leave();
    await server.until({ ended: 1 });
    expect(await server.status()).toMatchObject({ rooms });
  });

  it("strict: 1,000", async () => {
    const server = await arena.serve({ options: { hardening: "strict" } });
    const { rooms } = await server.status();
    const socket = await joinSocket(server.port);
    socket.send('2["join many",999]', '2["join",["one more"]]');
    await server.until({ failed: 1 });
    expect(await server.status()).toMatchObject({ rooms: rooms + 1_000 });
    socket.leave();
  });

  it("are freed when the client leaves", async () => {
    const server = await arena.serve();
    const go = async (): Promise<void> => {
      const socket = await joinSocket(server.port);
      socket.send('2["join many",5000]');
      await socket.echo();
      socket.leave();
    };
    await atOnce(4, numbers(8), go);
    await server.left(1);
    const before = await measure(arena.target);
    await atOnce(4, numbers(20), go);
    await server.left(1);
    await expectBaseline(arena.target, before);
    expect(await server.status()).toMatchObject({ rooms: 2 });
  });

  it.each(["", "a".repeat(900_000), "\u0000", "\u{1f600}".repeat(1000)])(
    "names of any kind and length",
    async (name) => {
      const server = await arena.serve();
      const socket = await joinSocket(server.port);
      const { rooms } = await server.status();
      socket.send(`2["join",${JSON.stringify([name])}]`);
      await socket.echo();
      expect(await server.status()).toMatchObject({ rooms: rooms + 1, failures: [] });
      socket.send(`2["leave",${JSON.stringify(name)}]`);
      await socket.echo();
      expect(await server.status()).toMatchObject({ rooms });
      socket.leave();
    },
  );

  it("what is no list of texts is joined as it is, and goes with the client", async () => {
    const server = await arena.serve();
    const { rooms } = await server.status();
    const socket = await joinSocket(server.port);
    socket.send('2["join",[null,{"a":1},[[]],5,true]]', '2["join",null]', '2["join"]', '2["leave",{}]');
    await socket.echo();
    socket.leave();
    await server.until({ ended: 1 });
    expect(await server.status()).toMatchObject({ rooms });
  });
});
