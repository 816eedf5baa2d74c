import { Buffer } from "node:buffer";
import { once } from "node:events";
import type { ClientRequest, IncomingMessage } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { accept, RawServer, redirectTo, type Answer } from "../client/testing/raw-server.ts";
import { uncaughtIn } from "../connection/testing/uncaught.ts";
import { WebSocket } from "./websocket.ts";

const servers: RawServer[] = [];
const clients: WebSocket[] = [];

afterEach(async () => {
  for (const client of clients.splice(0)) client.terminate();
  for (const server of servers.splice(0)) await server.close();
});

async function serve(answer: Answer = accept): Promise<{ server: RawServer; host: string }> {
  const server = new RawServer(answer);
  servers.push(server);
  return { server, host: await server.listen() };
}

/** A client that notes its events with the state that it is in. */
function dial(...args: unknown[]): { client: WebSocket; events: unknown[][]; closed: Promise<void> } {
  const Client = WebSocket as unknown as new (...all: unknown[]) => WebSocket;
  const client = new Client(...args);
  const events: unknown[][] = [];
  clients.push(client);
  client.on("upgrade", () => events.push(["upgrade", client.readyState]));
  client.on("open", () => events.push(["open", client.readyState]));
  client.on("message", (data) => events.push(["message", String(data as Buffer), client.readyState]));
  client.on("error", (error) => events.push(["error", error.message, client.readyState]));
  const closed = new Promise<void>((resolve) => {
    client.on("close", (code) => {
      events.push(["close", code, client.readyState]);
      resolve();
    });
  });
  return { client, events, closed };
}

const ABORTED = "WebSocket was closed before the connection was established";
const REFUSED = expect.stringContaining("ECONNREFUSED") as string;

describe("the constructor", () => {
  it.each([
    [["foo"], "Invalid URL: foo"],
    [[undefined], "Invalid URL: undefined"],
    [["ftp://a"], "The URL's protocol must be one of"],
    [["ws://a#b"], "The URL contains a fragment identifier"],
    [["ws+unix:"], "The URL's pathname is empty"],
    [["ws://a", "a b"], "An invalid or duplicated subprotocol was specified"],
    [["ws://a", ["a", "a"]], "An invalid or duplicated subprotocol was specified"],
    [["ws://a", ""], "An invalid or duplicated subprotocol was specified"],
    [["ws://a", null], "An invalid or duplicated subprotocol was specified"],
    [["ws://a", { protocolVersion: 1000 }], "Unsupported protocol version: 1000 (supported versions: 8, 13)"],
    [["ws://a", [], { headers: { "bad header": "x" } }], "is not an HTTP token"],
    [["ws://a", [], { headers: { a: "b\nc" } }], "holds a line break"],
  ])("throws for %j", (args, message) => {
    expect(() => dial(...args)).toThrow(message);
  });

  it("takes options in the second or third place, and one sub-protocol or several", async () => {
    const { server, host } = await serve((request) => accept(request, "Sec-WebSocket-Protocol: b"));
    const url = `ws://${host}`;
    const headers = { "X-A": "1" };
    const opened = [
      dial(new URL(url), ["a", "b"], { headers, perMessageDeflate: false, protocolVersion: 8 }),
      dial(url, "b", { origin: "http://o", protocolVersion: undefined }),
    ];
    for (const { client } of opened) await once(client, "open");
    expect(opened.map(({ client }) => client.protocol)).toEqual(["b", "b"]);
    const [first, second] = server.requests.toSorted((a, b) => a.text.length - b.text.length);
    expect(first!.header("X-A")).toBe("1");
    expect(first!.header("Sec-WebSocket-Extensions")).toBeUndefined();
    expect(second!.header("Origin")).toBe("http://o");
    expect(second!.header("Sec-WebSocket-Extensions")).toBe("permessage-deflate; client_max_window_bits");
    await expect(once(dial(url, { headers }).client, "open")).rejects.toThrow(
      "Server sent a subprotocol but none",
    );
  });
});

describe("opening", () => {
  it("emits upgrade, open and what came along, in this order", async () => {
    const { host } = await serve((request) => `${accept(request)}\x81\x02hi`);
    const { client, events } = dial(`http://${host}/x`);
    expect(client.url).toBe(`ws://${host}/x`);
    expect(client.readyState).toBe(0);
    await once(client, "message");
    expect(events).toEqual([
      ["upgrade", 0],
      ["open", 1],
      ["message", "hi", 1],
    ]);
    expect(client.url).toBe(`ws://${host}/x`);
  });

  it("names the extension that was agreed on", async () => {
    const { host } = await serve((request) =>
      accept(request, "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover"),
    );
    const { client } = dial(`ws://${host}`);
    await once(client, "open");
    expect(client.extensions).toBe("permessage-deflate");
  });

  it("can be spread over turns", async () => {
    const { host } = await serve((request) => `${accept(request)}\x81\x011\x81\x012`);
    const { client, events } = dial(`ws://${host}`, { allowSynchronousEvents: false });
    await once(client, "message");
    expect(events).toHaveLength(3);
    await once(client, "message");
  });

  it("survives listeners that throw", async () => {
    const { host } = await serve((request) => `${accept(request)}\x81\x02hi`);
    const { client } = dial(`ws://${host}`);
    for (const event of ["upgrade", "open"]) {
      client.on(event, () => {
        throw new Error(`in ${event}`);
      });
    }
    const uncaught = await uncaughtIn(async () => {
      await once(client, "message");
    });
    expect(uncaught).toEqual(["in upgrade", "in open"]);
  });

  it("ends when a listener ends it", async () => {
    const { host } = await serve((request) => `${accept(request)}\x81\x02hi`);
    const inUpgrade = dial(`ws://${host}`);
    inUpgrade.client.on("upgrade", () => inUpgrade.client.close());
    await inUpgrade.closed;
    expect(inUpgrade.events).toEqual([
      ["upgrade", 0],
      ["error", ABORTED, 2],
      ["close", 1006, 3],
    ]);
    const inOpen = dial(`ws://${host}`);
    inOpen.client.on("open", () => inOpen.client.terminate());
    await inOpen.closed;
    expect(inOpen.events).toEqual([
      ["upgrade", 0],
      ["open", 1],
      ["close", 1006, 3],
    ]);
  });

  it("uses the caller's masks and last-minute headers", async () => {
    const { server, host } = await serve();
    let seen: unknown;
    const { client } = dial(`ws://${host}`, {
      perMessageDeflate: false,
      generateMask(mask: Buffer) {
        mask.fill(0);
      },
      finishRequest(request: ClientRequest, webSocket: WebSocket) {
        seen = webSocket;
        request.setHeader("X-Late", "1").end();
      },
    });
    await once(client, "open");
    expect(seen).toBe(client);
    expect(server.requests[0]!.header("X-Late")).toBe("1");
    const sent = once(server.requests[0]!.socket, "data");
    client.send("x");
    expect((await sent)[0]).toEqual(Buffer.from("81810000000078", "hex"));
  });

  it("can be given up in finishRequest", async () => {
    const { events, closed } = dial("ws://127.0.0.1:1", {
      finishRequest: (_request: ClientRequest, webSocket: WebSocket) => webSocket.close(),
    });
    await closed;
    expect(events).toEqual([
      ["error", ABORTED, 2],
      ["close", 1006, 3],
    ]);
  });
});

describe("failing to open", () => {
  it("emits error, then close", async () => {
    const { client, events, closed } = dial("ws://127.0.0.1:1");
    await closed;
    expect(events).toEqual([
      ["error", REFUSED, 2],
      ["close", 1006, 3],
    ]);
    expect(client.url).toBe("ws://127.0.0.1:1/");
  });

  it("is an exception when nobody listens, as with any emitter, and still ends", async () => {
    const silent = new WebSocket("ws://127.0.0.1:1");
    const messages = await uncaughtIn(async () => {
      await new Promise((resolve) => silent.on("close", resolve));
    });
    expect(messages).toEqual([REFUSED]);
    expect(silent.readyState).toBe(3);
  });

  it.each(["close", "terminate"] as const)("happens on %s(), a tick later and once", async (method) => {
    const { client, events, closed } = dial("ws://127.0.0.1:1");
    client[method]();
    client[method]();
    expect([client.readyState, events]).toEqual([2, []]);
    await closed;
    client[method]();
    expect(events).toEqual([
      ["error", ABORTED, 2],
      ["close", 1006, 3],
    ]);
  });

  it("happens on close() of one that was never dialled", async () => {
    const { events, client, closed } = dial(null);
    client.close();
    await closed;
    expect(events).toHaveLength(2);
  });

  it("happens when the handshake takes too long", async () => {
    const { host } = await serve(() => undefined);
    const { events, closed } = dial(`ws://${host}`, { handshakeTimeout: 1 });
    await closed;
    expect(events[0]).toEqual(["error", "Opening handshake has timed out", 2]);
  });

  it("is the listener's affair when it takes the unexpected response", async () => {
    const { host } = await serve(() => "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
    const { client, events, closed } = dial(`ws://${host}`);
    const [, response] = (await once(client, "unexpected-response")) as [ClientRequest, IncomingMessage];
    expect(response.statusCode).toBe(401);
    expect([client.readyState, events]).toEqual([0, []]);
    client.terminate();
    await closed;
    expect(events).toHaveLength(2);

    const other = dial(`ws://${host}`);
    await other.closed;
    expect(other.events[0]).toEqual(["error", "Unexpected server response: 401", 2]);
  });
});

describe("redirects", () => {
  const start = async (): Promise<{ host: string; target: { server: RawServer; host: string } }> => {
    const target = await serve();
    const { host } = await serve(() => redirectTo(`ws://${target.host}/second`));
    return { host, target };
  };

  it("are followed when told so", async () => {
    const { host, target } = await start();
    const { client } = dial(`ws://${host}/first`, { followRedirects: true, headers: { Cookie: "a=b" } });
    await once(client, "open");
    expect(client.url).toBe(`ws://${target.host}/second`);
    expect(target.server.requests[0]!.header("Cookie")).toBeUndefined();
  });

  it("are shown to listeners, who decide what goes along", async () => {
    const { host, target } = await start();
    const { client } = dial(`ws://${host}/first`, {
      followRedirects: true,
      headers: { Cookie: "a=b", "X-Key": "k" },
    });
    const seen: unknown[] = [];
    client.on("redirect", (url, request) => {
      seen.push(url, client.url, client.readyState);
      request.removeHeader("X-Key");
    });
    await once(client, "open");
    expect(seen).toEqual([`ws://${target.host}/second`, `ws://${target.host}/second`, 0]);
    expect(target.server.requests[0]!.header("Cookie")).toBe("a=b");
    expect(target.server.requests[0]!.header("X-Key")).toBeUndefined();
  });

  it.each([
    [{}, "Unexpected server response: 302"],
    [{ followRedirects: true, maxRedirects: 1 }, "Maximum redirects exceeded"],
    [{ followRedirects: true, maxRedirects: 0 }, "Unexpected server response: 302"],
  ])("stop with %j", async (options, message) => {
    const { host } = await serve(() => redirectTo("/loop"));
    const { events, closed } = dial(`ws://${host}`, options);
    await closed;
    expect(events[0]).toEqual(["error", message, 2]);
  });
});
