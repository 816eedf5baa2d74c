import { once } from "node:events";
import type { IncomingMessage, Server as HttpServer } from "node:http";
import { connect as connectTcp, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer as OwnServer } from "@sockeye/websocket";
import { expect, it, onTestFinished } from "vitest";
import { WebSocket, WebSocketServer as PublishedServer } from "ws";
import { expectApplication, openPlain } from "./applications.ts";
import { connectTo, converse, converseBesideApplication, echo, exchange } from "./conversation.ts";
import { describeEngines } from "./engines.ts";
import { ask, type Host } from "./host.ts";

/** As much of a WebSocket server as both have in common. */
interface Acceptor {
  handleUpgrade(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    callback: (socket: {
      on: (event: "message", listener: (data: Buffer) => void) => unknown;
      send: (data: string) => void;
    }) => void,
  ): void;
}

const acceptors: readonly (readonly [string, () => Acceptor])[] = [
  ["the published ws", () => new PublishedServer({ noServer: true })],
  ["@sockeye/websocket", () => new OwnServer({ noServer: true })],
];

/** A WebSocket service of the application's own on one path, set up as the README of ws shows. */
function serveBeside(server: HttpServer, path: string, acceptor: Acceptor): void {
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url !== path) return;
    acceptor.handleUpgrade(request, socket, head, (websocket) => {
      websocket.on("message", (data) => websocket.send(`beside: ${String(data)}`));
    });
  });
}

interface Neighbour {
  say(text: string): Promise<string>;
}

async function openNeighbour(host: Host, path: string): Promise<Neighbour> {
  const socket = new WebSocket(`${host.url.replace("http", "ws")}${path}`);
  onTestFinished(() => socket.terminate());
  await once(socket, "open");
  return {
    say: async (text) => {
      const answer = once(socket, "message") as Promise<[Buffer]>;
      socket.send(text);
      return String((await answer)[0]);
    },
  };
}

/** Asks for an upgrade by hand; nobody may want to take it. */
function askForUpgrade(host: Host, path: string): Socket {
  const socket = connectTcp(host.port, "127.0.0.1");
  onTestFinished(() => {
    socket.destroy();
  });
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  return socket;
}

describeEngines("beside others on the same server", ({ attach, name }) => {
  it("two engines with different paths", async () => {
    const seen: string[] = [];
    const host = await openPlain((server) => {
      for (const path of ["/first", "/second"]) {
        const engine = attach(server, { path });
        engine.on("connection", () => seen.push(path));
        echo(engine);
      }
    });
    await Promise.all([
      converseBesideApplication(host, { path: "/first" }),
      converseBesideApplication(host, { path: "/second" }),
    ]);
    expect(seen.sort()).toEqual(["/first", "/second"].flatMap((path) => Array<string>(4).fill(path)));
    expect((await ask(host, "/engine.io/?EIO=4&transport=polling")).status).toBe(404);
  });

  it.each(acceptors)("the WebSockets of %s, whoever came first", async (_name, create) => {
    const host = await openPlain((server) => {
      serveBeside(server, "/before", create());
      echo(attach(server, { destroyUpgradeTimeout: 20 }));
      serveBeside(server, "/after", create());
    });
    const neighbours = await Promise.all(["/before", "/after"].map((path) => openNeighbour(host, path)));
    await converseBesideApplication(host);
    // Its end shows that the time has passed after which an upgrade that nobody took is ended.
    const nobodys = askForUpgrade(host, "/nobody");
    nobodys.resume();
    await once(nobodys, "close");
    const said = await Promise.all(neighbours.map((neighbour) => neighbour.say("still here")));
    expect(said).toEqual(["beside: still here", "beside: still here"]);
    await converse(host, "polling, then upgrade");
  });

  it("a neighbour that takes its time, with destroyUpgrade: false", async () => {
    let answer: () => void = () => undefined;
    const host = await openPlain((server) => {
      echo(attach(server, { destroyUpgrade: false, destroyUpgradeTimeout: 20 }));
      server.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
        if (request.url === "/slow") answer = () => socket.end("HTTP/1.1 101 At last\r\n\r\n");
      });
    });
    const other = await openPlain((server) => attach(server, { destroyUpgradeTimeout: 20 }));
    const slow = askForUpgrade(host, "/slow");
    await once(host.server, "upgrade");
    const nobodys = askForUpgrade(other, "/slow");
    nobodys.resume();
    await once(nobodys, "close");
    answer();
    expect(String((await once(slow, "data"))[0])).toBe("HTTP/1.1 101 At last\r\n\r\n");
  });

  it("request listeners from before do not see its requests, those from after do", async () => {
    const before: string[] = [];
    const after: string[] = [];
    const host = await openPlain((server) => {
      server.on("request", (request: IncomingMessage) => before.push(request.url ?? ""));
      echo(attach(server));
      server.on("request", (request: IncomingMessage) => after.push(request.url ?? ""));
    });
    await converse(host, "polling");
    await expectApplication(host);
    const isOwn = (url: string) => url.startsWith("/engine.io/");
    expect(before.filter(isOwn)).toEqual([]);
    expect(before.sort()).toEqual(["/engine.iox/", "/hello", "/shout"]);
    expect(after.filter(isOwn).length).toBeGreaterThan(3);
    expect(after.filter((url) => !isOwn(url)).sort()).toEqual(before.sort());
  });

  it("does without the upgrade event when it has no use for it", async () => {
    let sawUpgrade: (url: string | undefined) => void = () => undefined;
    const seen = new Promise<string | undefined>((resolve) => (sawUpgrade = resolve));
    const host = await openPlain((server) => {
      echo(attach(server, { transports: ["polling"] }));
      expect(server.listenerCount("upgrade")).toBe(0);
      server.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
        sawUpgrade(request.url);
        socket.destroy();
      });
    });
    const client = connectTo(host, "polling, then upgrade");
    await client.opened;
    await exchange(client);
    askForUpgrade(host, "/engine.io/?EIO=4&transport=websocket").on("error", () => undefined);
    expect(await seen).toBe("/engine.io/?EIO=4&transport=websocket");
    await exchange(client);
    expect(client.socket.transport.name).toBe("polling");
  });

  it("a WebSocket server whose own rules are stricter", async () => {
    const host = await openPlain((server) => {
      echo(attach(server));
      serveBeside(server, "/beside", new PublishedServer({ noServer: true, maxPayload: 8 }));
    });
    const neighbour = await openNeighbour(host, "/beside");
    expect(await neighbour.say("short")).toBe("beside: short");
    await converse(host, "websocket", { perMessageDeflate: name === "sockeye" });
  });
});
