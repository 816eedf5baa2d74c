import { describe, expect, it } from "vitest";
import { Explainer, titlesOf, valuesOf } from "../testing/layers.ts";

describe("an opening", () => {
  const opening = { kind: "opening", id: 0, at: 0, transport: "websocket" } as const;
  const url = "ws://localhost:3000/socket.io/?EIO=4&transport=websocket";

  it("is a request, and an answer once it is there", () => {
    const before = new Explainer().explain({ ...opening, url, state: "opening" });
    expect(before).toMatchObject({ kind: "http", title: "GET, WebSocket upgrade", children: [] });
    const after = new Explainer().explain({
      ...opening,
      url: `${url}&sid=abc`,
      state: "open",
      extensions: "permessage-deflate",
    });
    expect(titlesOf(after)).toEqual([
      "GET, WebSocket upgrade for an open session",
      "101, Switching Protocols",
    ]);
    expect(valuesOf(after.children[0]!)).toEqual({
      status: "101 Switching Protocols",
      extensions: "permessage-deflate",
    });
  });

  it("may fail", () => {
    expect(new Explainer().explain({ ...opening, url, state: "failed" }).problem).toContain("proxy");
  });

  it("of WebTransport is another request", () => {
    const layer = new Explainer().explain({
      ...opening,
      transport: "webtransport",
      url: "https://a/x/",
      state: "open",
    });
    expect(titlesOf(layer)).toEqual(["CONNECT, WebTransport session", "200, session open"]);
  });
});
