import { describe, expect, it } from "vitest";
import { upgradeResponse } from "../attacks/harness/hostile-server.ts";
import { CONNECTED, message, openPacket, type Script } from "./harness/scripted-server.ts";
import { expectBackOff, expectLeft, useTarget } from "./harness/target.ts";
import type { PlainOptions } from "./harness/types.ts";

const arena = useTarget();
const first = [message(openPacket()), message(CONNECTED)];

/** The answer of a good server, changed, and a session behind it that nobody may take. */
const answering =
  (change: (request: string) => string): Script =>
  ({ head, peer }) => {
    peer.send(change(head), ...first);
    peer.socket.end();
  };
const without = (line: RegExp): Script => answering((request) => upgradeResponse(request).replace(line, ""));
const withLine = (...lines: readonly string[]): Script =>
  answering((request) => upgradeResponse(request, ...lines));
const instead = (what: string, by: string): Script =>
  answering((request) => upgradeResponse(request).replace(what, by));

type Wrong = readonly [name: string, script: Script, cause: RegExp, options?: PlainOptions];

const wrong: readonly Wrong[] = [
  ["no accept key", without(/Sec-WebSocket-Accept: .*\r\n/), /Invalid Sec-WebSocket-Accept/],
  [
    "the accept key of another request",
    answering(() => upgradeResponse("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")),
    /Invalid Sec-WebSocket-Accept/,
  ],
  ["two accept keys", withLine("Sec-WebSocket-Accept: x"), /Invalid Sec-WebSocket-Accept/],
  ["no Upgrade", without(/Upgrade: websocket\r\n/), /./],
  ["another Upgrade", instead("websocket", "h2c"), /Invalid Upgrade/],
  ["no Connection", without(/Connection: Upgrade\r\n/), /./],
  ["200 with all the rest", instead("101 Switching Protocols", "200 OK"), /./],
  ["an unknown extension", withLine("Sec-WebSocket-Extensions: constructor"), /./],
  ["an extension twice", withLine("Sec-WebSocket-Extensions: permessage-deflate, permessage-deflate"), /./],
  ["a parameter __proto__", withLine("Sec-WebSocket-Extensions: permessage-deflate; __proto__"), /./],
  ...["1000", "7", "16", '""', "010", "1e1"].map((bits): Wrong => [
    `CVE-2026-2229: server_max_window_bits=${bits}`,
    withLine(`Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=${bits}`),
    /Sec-WebSocket-Extensions|server_max_window_bits/,
  ]),
  [
    "a compression that was not offered",
    withLine("Sec-WebSocket-Extensions: permessage-deflate"),
    /no extension/,
    { perMessageDeflate: false } as unknown as PlainOptions,
  ],
  ["a sub-protocol that was not asked for", withLine("Sec-WebSocket-Protocol: x"), /subprotocol/],
  ["another sub-protocol", withLine("Sec-WebSocket-Protocol: x"), /subprotocol/, { protocols: ["a"] }],
  ["no sub-protocol", withLine(), /subprotocol/, { protocols: ["a"] }],
  ["CVE-2026-47073: a header of 20 kB", withLine(`X-Long: ${"a".repeat(20_000)}`), /overflow|Parse Error/i],
  [
    "2,500 headers in front",
    answering((request) => upgradeResponse(request).replace("\r\n", `\r\n${"a:1\r\n".repeat(2500)}`)),
    /Invalid (Upgrade|Connection)|overflow/,
  ],
  [
    "100 times 100 Continue, then 404",
    answering(
      () => `${"HTTP/1.1 100 Continue\r\n\r\n".repeat(100)}HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n`,
    ),
    /404/,
  ],
];

describe("a handshake of WebSocket", () => {
  it.each(wrong.map((row) => [row[0], row] as const))("%s", async (_name, [, script, cause, options]) => {
    const hostile = await arena.serve({ script });
    const victim = await hostile.lure({ transports: ["websocket"], ...options });
    const { errors, counts } = await victim.until("connect_error");
    expect(errors).toMatchObject([
      { message: "websocket error", type: "TransportError", cause: expect.stringMatching(cause) as string },
    ]);
    expect(counts.connect).toBe(0);
    await expectBackOff(arena, victim);
  });

  it("of a good server, with the session in the same segment", async () => {
    const hostile = await arena.serve({ script: withLine() });
    const victim = await hostile.lure({ transports: ["websocket"] });
    await victim.until("connect");
    expect((await victim.until("disconnect")).ends).toMatchObject([
      { reason: "transport close", description: "websocket connection closed" },
    ]);
    await expectLeft(arena, victim);
  });

  it("that ends at any byte of the answer", async () => {
    let length = 0;
    let isReset = false;
    const hostile = await arena.serve({
      script: async ({ head, peer }) => {
        await peer.sendAll(upgradeResponse(head).slice(0, length));
        if (isReset) await peer.reset();
        else peer.socket.end();
      },
    });
    for (; length < upgradeResponse("").length; length += 3) {
      isReset = !isReset;
      const victim = await hostile.lure({ transports: ["websocket"], reconnection: false });
      expect((await victim.until("connect_error")).errors).toMatchObject([{ message: "websocket error" }]);
      await expectLeft(arena, victim);
    }
  });
});
