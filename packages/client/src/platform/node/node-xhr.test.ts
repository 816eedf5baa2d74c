import { Agent } from "node:http";
import { Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { CookieJar } from "./cookie-jar.ts";
import { NodeXHR } from "./node-xhr.ts";
import { answerOf, RawServer, type Answer } from "./testing/raw-server.ts";
import { OPEN_PACKET, optionsFor, watch, type FirstEvents } from "./testing/transport-harness.ts";

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(answer: Answer): Promise<{ server: RawServer; host: string }> {
  const server = new RawServer(answer);
  closers.push(() => server.close());
  return { server, host: await server.listen() };
}

function openTo(host: string, options: object = {}): { transport: NodeXHR; events: FirstEvents } {
  const transport = new NodeXHR(optionsFor(host, "polling", options));
  const events = watch(transport);
  transport.open();
  return { transport, events };
}

/** A server of one session, whose second poll waits for a POST and then says that this is all. */
function sessionServer(): Answer {
  let finish: (() => void) | undefined;
  let polls = 0;
  return (socket, text) => {
    const reply = (body: string, headers: string[] = []): void => {
      socket.end(answerOf("200 OK", body, headers));
    };
    if (text.startsWith("POST")) {
      reply("ok", ["Set-Cookie: posted=1"]);
      finish?.();
    } else if (++polls === 1) {
      reply(OPEN_PACKET, ["Set-Cookie: io=abc; Path=/; HttpOnly", "Set-Cookie: old=1; Max-Age=0"]);
    } else {
      finish = () => {
        reply("4hé\u001e1");
      };
    }
  };
}

const linesOf = (chunks: readonly string[]): string[] => chunks.join("").split("\r\n");

describe("NodeXHR", () => {
  it("polls and posts with the caller's headers and the cookies of the server", async () => {
    const { server, host } = await serve(sessionServer());
    const socket: { _cookieJar?: CookieJar } = {};
    const extraHeaders = Object.freeze({ "X-A": "1", accept: "a/b" });
    const { transport, events } = openTo(host, { extraHeaders, withCredentials: true, socket });
    await events.open;
    transport.send([{ type: "message", data: "€" }]);
    expect(await events.close).toEqual({ description: "transport closed by the server" });
    expect(events.packets.map(({ type, data }) => [type, data as unknown])).toEqual([
      ["open", OPEN_PACKET.slice(1)],
      ["message", "hé"],
    ]);
    const [first, ...others] = server.received.map(linesOf);
    const common = ["User-Agent: node-XMLHttpRequest", "accept: a/b", "X-A: 1"];
    expect(first).toEqual([
      "GET /engine.io/?EIO=4&transport=polling HTTP/1.1",
      ...common,
      `Host: ${host}`,
      "Connection: close",
      "",
      "",
    ]);
    expect(others.find(([line]) => line!.startsWith("POST"))).toEqual([
      "POST /engine.io/?EIO=4&transport=polling HTTP/1.1",
      ...common,
      "Content-type: text/plain;charset=UTF-8",
      "cookie: io=abc",
      `Host: ${host}`,
      "Content-Length: 4",
      "Connection: close",
      "",
      Buffer.from("4€").toString("latin1"),
    ]);
    expect(Array.from(socket._cookieJar!.cookies, ([name]) => name)).toEqual(["io", "posted"]);
  });

  it.each<[string, Answer, number, string]>([
    ["a refusal", (socket) => socket.end(answerOf("400 X", '{"code":1}')), 400, '{"code":1}'],
    ["a redirect", (socket) => socket.end(answerOf("302 X", "moved", ["Location: /"])), 302, "moved"],
    ["a page of a proxy", (socket) => socket.end(answerOf("502 X", "<html>")), 502, "<html>"],
    ["no answer", (socket) => socket.end(), 0, "Error: socket hang up"],
    ["garbage", (socket) => socket.end("x\r\n\r\n"), 0, "Error: Parse Error"],
  ])("reports %s with its status and text", async (_, answer, status, text) => {
    const { host } = await serve(answer);
    const error = await openTo(host).events.error;
    expect(error).toMatchObject({ message: "xhr poll error", type: "TransportError", description: status });
    const { responseText } = error.context as { responseText: string };
    expect(responseText.startsWith(text)).toBe(true);
  });

  it("reports a POST that is refused", async () => {
    const { host } = await serve((socket, text) => {
      if (text.startsWith("POST")) socket.end(answerOf("413 X", ""));
      else if (text.includes("transport=polling HTTP")) socket.write(answerOf("200 OK", OPEN_PACKET));
    });
    const { transport, events } = openTo(host);
    await events.open;
    transport.send([{ type: "message", data: "x" }]);
    expect(await events.error).toMatchObject({ message: "xhr post error", description: 413 });
  });

  it.each([
    ["headers that cannot be", { extraHeaders: { "a b": "1" } }],
    ["an agent that is none", { agent: "x" }],
  ])("reports %s", async (_, options) => {
    const { host } = await serve(() => {});
    const { message, description } = (await openTo(host, options).events.error) as Error & {
      description: unknown;
    };
    expect(message).toBe("xhr poll error");
    expect(description).toBeInstanceOf(TypeError);
  });

  it("ends a request that takes too long", async () => {
    const { host } = await serve(() => {});
    const { events } = openTo(host, { requestTimeout: 20 });
    expect(await events.error).toMatchObject({
      message: "xhr poll error",
      description: 0,
      context: { statusText: new Error("timeout") },
    });
  });

  it.each([
    [true, 1],
    [false, 0],
    [undefined, 0],
  ])("does not keep the process alive with autoUnref: %s", async (autoUnref, calls) => {
    const unref = vi.spyOn(Socket.prototype, "unref");
    closers.push(() => {
      unref.mockRestore();
    });
    const { host } = await serve((socket) => socket.end(answerOf("400 X", "")));
    await openTo(host, { autoUnref }).events.error;
    expect(unref).toHaveBeenCalledTimes(calls);
  });

  it("uses the agent, with its connections", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    closers.push(() => {
      agent.destroy();
    });
    let requests = 0;
    const { server, host } = await serve((socket) => {
      socket.write(answerOf("200 OK", ++requests === 1 ? OPEN_PACKET : requests < 5 ? "6" : "1"));
    });
    await openTo(host, { agent }).events.close;
    expect(server.received).toHaveLength(1);
    expect(server.received[0]).toHaveLength(5);
  });
});
