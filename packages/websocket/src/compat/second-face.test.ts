import { Buffer } from "node:buffer";
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { connect, createWebSocketServer, type Connection } from "../lean.ts";
import { createSecondFace, type SecondFace } from "./second-face.ts";

/** A server whose connection has a second face, and its client. */
async function start(): Promise<{
  face: SecondFace;
  client: Connection;
  heard: string[];
  close: () => Promise<void>;
}> {
  const heard: string[] = [];
  let deliver: (face: SecondFace) => void;
  const face = new Promise<SecondFace>((resolve) => {
    deliver = resolve;
  });
  const server = createWebSocketServer({
    onConnection(connection) {
      connection.handler = {
        onText(text) {
          heard.push(text);
          second.events.onTextBytes(Buffer.from(text), connection);
        },
        onClose: (code, reason) => second.events.onClose(code, reason),
      };
      const second = createSecondFace(connection);
      deliver(second);
    },
  });
  const { port } = await server.listen({ port: 0, host: "127.0.0.1" });
  const client = await connect(`ws://127.0.0.1:${port}`);
  return { face: await face, client, heard, close: () => server.close({ deadline: 0 }) };
}

describe("a second face", () => {
  it("leaves the handler in place, and emits what is passed on", async () => {
    const { face, client, heard, close } = await start();
    const message = once(face.webSocket, "message");
    client.sendText("hello");
    expect(String((await message)[0])).toBe("hello");
    expect(heard).toEqual(["hello"]);
    const closed = once(face.webSocket, "close");
    client.close(4001, "bye");
    expect((await closed).map(String)).toEqual(["4001", "bye"]);
    await close();
  });

  it("sends, and tells the state of the connection", async () => {
    const { face, client, close } = await start();
    const received = new Promise<string>((resolve) => {
      client.handler = { onText: resolve };
    });
    expect(face.webSocket.readyState).toBe(1);
    face.webSocket.send("from the second face");
    expect(await received).toBe("from the second face");
    face.webSocket.terminate();
    await close();
    expect(face.webSocket.readyState).toBe(3);
  });
});
