import { describe, expect, it } from "vitest";
import { expectGrowthBelow, MEGABYTE } from "../harness/baseline.ts";
import { numbers } from "../harness/at-once.ts";
import { joinSocket, nested } from "./harness/clients.ts";
import { expectCut } from "./harness/close-codes.ts";
import { useTarget } from "./harness/target.ts";

const tooDeep = { nsp: "/", reason: "forced close", code: "SIO_PAYLOAD_TOO_DEEP" };

describe("row 14: deep JSON, and an application that sends it to everybody", () => {
  const arena = useTarget();

  it.each([5_000, 10_000, 20_000, 400_000])("%d levels: a decoding error", async (depth) => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    socket.send(`2["all",${nested(depth)}]`);
    await expectCut(socket, "SIO_PAYLOAD_TOO_DEEP");
    expect(await server.until({ ended: 1 })).toMatchObject({ events: 0, failures: [], ends: [tooDeep] });
  });

  it("as deep as is allowed: everybody gets it", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    // The list of the event is a level, too.
    socket.send(`2["all",${nested(1023)}]`);
    expect(await socket.next()).toBe(`2["all",${nested(1023)}]`);
    socket.leave();
  });

  it("with the limit switched off: what cannot be written is a mistake of that emit, and of nobody else", async () => {
    const server = await arena.serve({ options: { maxJsonDepth: Infinity } });
    const socket = await joinSocket(server.port);
    socket.send(`2["all",${nested(400_000)}]`);
    const { failures, open } = await server.until({ failed: 1 });
    expect({ failures, open }).toMatchObject({ failures: [{ kind: "listener", event: "all" }], open: 1 });
    await socket.echo();
    socket.leave();
  });

  it("brackets in texts are no levels", async () => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    const text = JSON.stringify(`${"[".repeat(5_000)}\\"${"{".repeat(5_000)}`);
    socket.send(`2["echo",${text}]`);
    expect(await socket.next()).toBe(`2["echo",${text}]`);
    socket.leave();
  });

  it("the same in an acknowledgement, in auth and in a packet with attachments", async () => {
    const server = await arena.serve();
    for (const packet of [
      `31[${nested(2000)}]`,
      `0/admin,{"a":${nested(2000)}}`,
      `51-["a",${nested(2000)}]`,
    ]) {
      const { ends } = await server.status();
      const socket = await joinSocket(server.port);
      socket.send(packet);
      await expectCut(socket, "SIO_PAYLOAD_TOO_DEEP");
      expect((await server.until({ ended: ends.length + 1 })).ends.at(-1)).toEqual(tooDeep);
    }
  });
});

describe("row 15: wide JSON, and odd values", () => {
  const arena = useTarget();

  it.each([
    [
      "100,000 keys",
      `{${numbers(100_000)
        .map((key) => `"${key.toString(36)}":0`)
        .join(",")}}`,
    ],
    [
      "60,000 keys that are numbers",
      `{${numbers(60_000)
        .map((key) => `"${key * 10_007}":0`)
        .join(",")}}`,
    ],
    [
      "300,000 empty lists",
      `[${numbers(300_000)
        .map(() => "[]")
        .join(",")}]`,
    ],
    [
      "the same key 100,000 times",
      `{${numbers(100_000)
        .map(() => '"a":0')
        .join(",")}}`,
    ],
    ["a text of escapes", `"${String.raw`\u0000`.repeat(160_000)}"`],
  ])("%s: nobody waits for long, and nothing is kept", async (_title, json) => {
    const server = await arena.serve();
    await expectGrowthBelow(80 * MEGABYTE, arena.target, async () => {
      const socket = await joinSocket(server.port);
      socket.send(`2["count",${json}]`);
      await socket.echo();
      socket.leave();
      await server.left(1);
    });
    expect(await server.status()).toMatchObject({ failures: [] });
  });

  it.each([
    ["1e999", "null"],
    ["-0", "0"],
    ["null", "null"],
    ['[null,{"a":null}]', '[null,{"a":null}]'],
    ["123456789012345678901234567890", "1.2345678901234568e+29"],
    [String.raw`"\ud800"`, String.raw`"\ud800"`],
    [String.raw`"\udc00\ud800"`, String.raw`"\udc00\ud800"`],
    [String.raw`{"\ud800":1}`, String.raw`{"\ud800":1}`],
    [String.raw`"\u2028\u0000"`, `"\u2028${String.raw`\u0000`}"`],
  ])("%s comes back as %s, in valid UTF-8", async (json, expected) => {
    const server = await arena.serve();
    const socket = await joinSocket(server.port);
    socket.send(`2["echo",${json}]`);
    expect(await socket.next()).toBe(`2["echo",${expected}]`);
    socket.leave();
  });
});
