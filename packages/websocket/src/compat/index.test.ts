import { describe, expect, it } from "vitest";
import * as main from "../index.ts";
import * as compat from "./index.ts";

describe("the face", () => {
  it("is the class, with everything else as its properties", () => {
    const { WebSocket, WebSocketServer, createWebSocketStream } = compat;
    expect(WebSocket.WebSocket).toBe(WebSocket);
    expect(WebSocket.WebSocketServer).toBe(WebSocketServer);
    expect(WebSocket.Server).toBe(WebSocketServer);
    expect(WebSocket.createWebSocketStream).toBe(createWebSocketStream);
    expect([WebSocket.name, WebSocketServer.name]).toEqual(["WebSocket", "WebSocketServer"]);
  });

  it("is exported by name, by default, and for `require`", () => {
    const { WebSocket, WebSocketServer, createWebSocketStream } = compat;
    expect({ ...main }).toEqual({
      default: WebSocket,
      "module.exports": WebSocket,
      Server: WebSocketServer,
      WebSocket,
      WebSocketServer,
      createWebSocketStream,
    });
  });
});
