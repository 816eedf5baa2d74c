import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type AdapterConstructor } from "@sockeye/server";
import { ClusterAdapter, type ClusterMessage, type ClusterResponse } from "@sockeye/server/adapter";
import { describe, expect, it, onTestFinished } from "vitest";
import { joinSocket } from "./harness/clients.ts";

interface Message {
  readonly type: unknown;
  readonly [key: string]: unknown;
}

/** What strangers could put on the channel that servers share. */
class OpenAdapter extends ClusterAdapter {
  hear(message: Message): void {
    if (responses.has(message.type)) this.onResponse(message as unknown as ClusterResponse);
    else this.onMessage(message as unknown as ClusterMessage);
  }

  override serverCount(): Promise<number> {
    return Promise.resolve(2);
  }

  protected doPublish(): Promise<string> {
    return Promise.resolve("0-0");
  }

  protected doPublishResponse(): Promise<void> {
    return Promise.resolve();
  }
}

/** Servers send these to the one that asked; everything else goes to all. */
const responses: ReadonlySet<unknown> = new Set([8, 10, 11, 12]);

interface Stage {
  readonly adapter: OpenAdapter;
  readonly port: number;
}

async function start(): Promise<Stage> {
  const http = createServer();
  const io = new Server(http, { adapter: OpenAdapter as unknown as AdapterConstructor });
  io.on("connection", (client) => {
    client.on("echo", (text: string, answer: (text: string) => void) => {
      answer(text);
    });
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = http.address() as AddressInfo;
  onTestFinished(() => io.close());
  return { adapter: io.of("/").adapter as OpenAdapter, port };
}

const odd: readonly unknown[] = [undefined, null, 0, 5, "text", true, [], [5], {}, { length: -1 }];
const types = [...Array.from({ length: 15 }, (_, type) => type), "3", null, {}, "__proto__"];

/** Messages with something odd in each of the places that somebody reads. */
function* messages(): Generator<Message> {
  const opts = { rooms: ["nowhere"], except: [], flags: {} };
  for (const type of types) {
    const envelope = { uid: "somebody", nsp: "/", type };
    yield envelope;
    for (const value of odd) {
      yield { ...envelope, data: value };
      yield { ...envelope, uid: value, nsp: value };
      yield {
        ...envelope,
        data: { opts: value, packet: value, rooms: value, requestId: value, sockets: value },
      };
      yield {
        ...envelope,
        data: {
          opts: { ...opts, flags: value },
          packet: { type: 2, data: ["a"] },
          rooms: [],
          requestId: "1",
        },
      };
      yield {
        ...envelope,
        data: { opts, packet: { type: value, nsp: value, data: value }, rooms: [value], requestId: "1" },
      };
    }
  }
}

describe("python-socketio CVE-2025-61765: what comes from the channel between servers", () => {
  it("is data and nothing else: odd messages are ignored, or harm nobody", async () => {
    const { adapter, port } = await start();
    const thrown: unknown[] = [];
    for (const message of messages()) {
      try {
        adapter.hear(message);
      } catch (error) {
        thrown.push([message, String(error)]);
      }
    }
    expect(thrown).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    // Some of them are an order to disconnect everybody, which another server may give.
    const socket = await joinSocket(port);
    await socket.echo();
    socket.leave();
  });
});
