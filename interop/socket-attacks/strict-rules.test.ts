import { Buffer } from "node:buffer";
import type { ServerOptions } from "@sockeye/server";
import { describe, expect, it } from "vitest";
import { numbers } from "../harness/at-once.ts";
import { upgradeStatus } from "../engine-attacks/harness/clients.ts";
import { joinSocket, openPolling, openSocket, placeholder, poll, post } from "./harness/clients.ts";
import { expectCut } from "./harness/close-codes.ts";
import { useTarget } from "./harness/target.ts";

/** What a client may do by default, and what it gets where that is forbidden. */
interface Rule {
  readonly row: string;
  readonly input: string;
  /** What forbids it, besides `hardening: "strict"`. */
  readonly option: Partial<ServerOptions>;
  /** What allows it under `strict`. */
  readonly exception: Partial<ServerOptions>;
  readonly packets: readonly (string | Buffer)[];
  readonly code: string;
}

const bytes = Buffer.of(1);

const rules: readonly Rule[] = [
  {
    row: "10",
    input: "an attachment that no placeholder names",
    option: { allowUnusedAttachments: false },
    exception: { allowUnusedAttachments: true },
    packets: [`52-["a",${placeholder(1)}]`, bytes, bytes],
    code: "SIO_ILLEGAL_PLACEHOLDER",
  },
  {
    row: "12",
    input: "the event error",
    option: { allowErrorEvent: false },
    exception: { allowErrorEvent: true },
    packets: ['2["error",{"message":"mine"}]'],
    code: "SIO_INVALID_PAYLOAD",
  },
  {
    row: "13",
    input: "the number of an acknowledgement with zeros before it",
    option: { allowLeadingZeros: false },
    exception: { allowLeadingZeros: true },
    packets: ['200012["a"]'],
    code: "SIO_INVALID_ACK_ID",
  },
  {
    row: "13",
    input: "the number of attachments with a zero before it",
    option: { allowLeadingZeros: false },
    exception: { allowLeadingZeros: true },
    packets: [`501-["a",${placeholder(0)}]`, bytes],
    code: "SIO_ILLEGAL_ATTACHMENTS",
  },
  {
    row: "13",
    input: "101 acknowledgements that nobody waits for",
    option: { maxUnknownAcks: 100 },
    exception: { maxUnknownAcks: 101 },
    packets: numbers(101).map((id) => `3${id}[]`),
    code: "SIO_TOO_MANY_UNKNOWN_ACKS",
  },
  {
    row: "9",
    input: "a request for a namespace of 65,537 characters",
    option: { maxConnectBytes: 65_536 },
    exception: { maxConnectBytes: 65_537 },
    packets: [`0/free,{"token":"${"x".repeat(65_537 - 19)}"}`],
    code: "SIO_CONNECT_TOO_LARGE",
  },
];

describe("what is forbidden to clients by strict, or by an option", () => {
  const arena = useTarget();

  /** Is it fine? */
  async function expectAllowed(options: Partial<ServerOptions>, packets: Rule["packets"]): Promise<void> {
    const server = await arena.serve({ options });
    const socket = await joinSocket(server.port);
    socket.send(...packets);
    await socket.echo();
    expect(await server.status()).toMatchObject({ ends: [], refusals: {} });
    socket.leave();
  }

  it.each(rules)("row $row: $input", async ({ option, exception, packets, code }) => {
    for (const options of [option, { hardening: "strict" as const }]) {
      const server = await arena.serve({ options });
      const socket = await joinSocket(server.port);
      socket.send(...packets);
      await expectCut(socket, code);
      const { ends, events, refusals } = await server.until({ ended: 1 });
      expect({ ends, events, refusals }).toEqual({
        ends: [{ nsp: "/", reason: "forced close", code }],
        events: 0,
        refusals: { [code]: 1 },
      });
    }
    await expectAllowed({}, packets);
    await expectAllowed({ hardening: "strict", ...exception }, packets);
  });

  it("row 9: a request for a namespace that is as long as it may be, and one that is longer, over polling", async () => {
    const server = await arena.serve({ options: { hardening: "strict" } });
    const fits = await openSocket(server.port);
    await fits.join("/", JSON.stringify({ token: "x".repeat(65_536 - 13) }));
    fits.leave();
    const sid = await openPolling(server.port);
    await post(server.port, sid, `40{"token":"${"x".repeat(65_536)}"}`);
    await server.left(1);
    expect(await server.status()).toMatchObject({ refusals: { SIO_CONNECT_TOO_LARGE: 1 } });
  });

  it("row 9: attachments that come one by one, each in time, and all of them too late", async () => {
    const server = await arena.serve({ options: { attachmentTimeout: 200, attachmentTimeoutPer: "packet" } });
    const socket = await joinSocket(server.port);
    socket.send(`510-["a",${numbers(10).map(placeholder).join(",")}]`);
    let left = 9;
    const timer = setInterval(() => {
      if (left-- > 0) socket.send(bytes);
    }, 50);
    await expectCut(socket, "SIO_ATTACHMENT_TIMEOUT");
    clearInterval(timer);
    expect((await server.until({ ended: 1 })).events).toBe(0);
  });
});

describe("row 11: what objects of a client inherit", () => {
  const arena = useTarget();

  it.each([
    [{}, true],
    [{ nullPrototypes: true }, false],
    [{ hardening: "strict" }, false],
    [{ hardening: "strict", nullPrototypes: false }, true],
  ] as const)("with %j: %j", async (options, inherits) => {
    const server = await arena.serve({ options });
    const socket = await openSocket(server.port, { query: "constructor=1" });
    await socket.join("/", '{"__proto__":{"a":1}}');
    const object = '{"__proto__":{"polluted":1},"constructor":{"prototype":{}},"deep":[[{}]]}';
    socket.send(`21["inherits",${object}]`, `51-2["inherits",{"a":${placeholder(0)}}]`, bytes);
    expect(await socket.next()).toBe(`31[${inherits}]`);
    expect(await socket.next()).toBe(`32[${inherits}]`);
    // And it can be sent on.
    socket.send(`2["all",${object}]`);
    expect(await socket.next()).toBe(`2["all",${object}]`);
    expect(await arena.target.ask("prototypes", undefined)).toEqual([]);
    socket.leave();
  });
});

describe("row 32: questions beyond maxPendingAcks", () => {
  const arena = useTarget();

  it("the application hears of it at the call; what was asked before is not given up", async () => {
    const server = await arena.serve({ options: { hardening: "strict", maxPendingAcks: 3 } });
    const socket = await joinSocket(server.port);
    await expect(server.askAll(5, "callback")).rejects.toThrow(/has 3 acknowledgements to give already/);
    for (const id of numbers(3)) expect(await socket.next()).toBe(`2${id}["question"]`);
    for (const id of numbers(3)) socket.send(`3${id}[]`);
    await socket.echo();
    expect(await server.status()).toMatchObject({ acks: 3, refusals: { maxPendingAcks: 1 }, open: 1 });
    await server.askAll(5, "promise");
    expect(await server.until({ rejectedAcks: 2 })).toMatchObject({
      acks: 3,
      refusals: { maxPendingAcks: 3 },
    });
    socket.leave();
  });
});

describe("row 17: pages of other origins, with strict", () => {
  const arena = useTarget();

  it("are refused by every entry; the server's own are not, nor is what is no page", async () => {
    const server = await arena.serve({ options: { hardening: "strict" } });
    const { port } = server;
    const sid = await openPolling(port);
    for (const Origin of ["https://evil.example", "null"]) {
      const headers = { Origin };
      expect((await poll(port, { headers })).status).toBe(403);
      expect((await poll(port, { headers, sid })).status).toBe(403);
      expect((await poll(port, { headers, sid, method: "POST", body: "40" })).status).toBe(403);
      expect(await upgradeStatus(port, { path: "/socket.io/", headers })).toBe(400);
    }
    expect((await poll(port, { headers: { Origin: "http://localhost" } })).status).toBe(200);
    expect((await post(port, sid, "40")).status).toBe(200);
    expect(await server.status()).toMatchObject({ engineRefusals: { ORIGIN_NOT_ALLOWED: 8 } });
  });

  it("may come where a single option lets them", async () => {
    const options = { hardening: "strict", allowedOrigins: ["https://app.example"] } as const;
    const server = await arena.serve({ options });
    expect((await poll(server.port, { headers: { Origin: "https://app.example" } })).status).toBe(200);
  });
});
