import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createDialects } from "@sockeye/protocol/engine";
import { portableBytes } from "@sockeye/protocol/kernel";
import { RecordingOwner } from "@sockeye/testkit";
import { connect, createWebSocketServer, type Connection } from "@sockeye/websocket/lean";
import { afterEach, expect, it } from "vitest";
import { WebSocketTransport } from "./websocket-transport.ts";

const dialect = createDialects(portableBytes)[4];

let dispose: () => void = () => {};

afterEach(() => dispose());

interface Pair {
  readonly transport: WebSocketTransport;
  readonly client: Connection;
  readonly owner: RecordingOwner;
  /** What the owner was told of the end. */
  readonly ended: Promise<readonly [reason: string, description: unknown]>;
}

async function open(): Promise<Pair> {
  const http = createServer().listen(0, "127.0.0.1");
  await once(http, "listening");
  const owner = new RecordingOwner();
  const arrival = new Promise<WebSocketTransport>((resolve) => {
    const server = createWebSocketServer({
      maxPayload: 100,
      onConnection: (connection) => {
        const transport = new WebSocketTransport(connection, {
          dialect,
          supportsBinary: true,
          afterTurn: setImmediate,
        });
        transport.owner = owner;
        resolve(transport);
      },
    });
    http.on("upgrade", (request, socket, head) => server.handleUpgrade(request, socket, head));
  });
  const ended = new Promise<readonly [string, unknown]>((resolve) => {
    const onClosed = owner.onClosed.bind(owner);
    owner.onClosed = (reason, description, transport) => {
      onClosed(reason, description, transport);
      resolve([reason, description]);
    };
  });
  const client = await connect(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`);
  client.handler = { onError() {} };
  const transport = await arrival;
  dispose = () => {
    client.terminate();
    transport.terminate();
    http.close();
  };
  return { transport, client, owner, ended };
}

it("calls a message that is too large an error, with the code of the WebSocket layer", async () => {
  const { client, ended, transport } = await open();
  client.sendText(`4${"x".repeat(100)}`);
  const [reason, description] = await ended;
  expect([reason, transport.readyState]).toEqual(["transport error", "closing"]);
  expect(description).toMatchObject({ type: "TransportError", cause: { closeCode: 1009 } });
});

it("calls a connection that breaks a close", async () => {
  const { client, ended } = await open();
  client.terminate();
  expect(await ended).toEqual(["transport close", undefined]);
});

it.each([
  ["with a code", 1013, 1013],
  ["without one", undefined, 1005],
])("closes %s", async (_title, code, expected) => {
  const { transport, client, owner } = await open();
  const closed = new Promise((resolve) => {
    client.handler = { onClose: resolve };
  });
  const ended = new Promise<void>((resolve) => transport.close(resolve, code));
  expect(await closed).toBe(expected);
  await ended;
  expect(owner.closed).toEqual([]);
});

it("reaches through to a WebSocket that hears everything, and keeps out of the way of the transport", async () => {
  const { transport, client, owner, ended } = await open();
  const webSocket = transport.medium;
  expect(transport.medium).toBe(webSocket);
  const heard: string[] = [];
  const all = new Promise<void>((resolve) => {
    webSocket.on("message", (data: unknown, isBinary: boolean) => heard.push(`${isBinary} ${String(data)}`));
    webSocket.on("ping", (data: unknown) => heard.push(`ping ${String(data)}`));
    webSocket.on("pong", (data: unknown) => heard.push(`pong ${String(data)}`));
    webSocket.on("close", (code: number) => {
      heard.push(`close ${code}`);
      resolve();
    });
  });
  client.sendText("4text");
  client.sendBinary(Buffer.from("bytes"));
  client.ping("p");
  client.pong("q");
  client.close(1000);
  await ended;
  await all;
  expect(heard).toEqual(["false 4text", "true bytes", "ping p", "pong q", "close 1000"]);
  expect(owner.packets.map(({ data }) => String(data))).toEqual(["text", "bytes"]);
});

it("tells that WebSocket of errors, too", async () => {
  const { transport, client, ended } = await open();
  const errors: Error[] = [];
  transport.medium.on("error", (error: Error) => errors.push(error));
  client.sendText(`4${"x".repeat(100)}`);
  await ended;
  expect(errors).toMatchObject([{ closeCode: 1009 }]);
});
