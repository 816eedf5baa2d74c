import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import * as browser from "./browser.ts";
import * as node from "./node.ts";

describe("the platform Node", () => {
  it("exports the same names as the one for browsers", () => {
    expect(Object.keys(node).toSorted()).toEqual(Object.keys(browser).toSorted());
    expect(Object.keys(node.transports).toSorted()).toEqual(Object.keys(browser.transports).toSorted());
  });

  it("begins with polling, as a session does by default", () => {
    expect(Object.keys(node.transports)).toEqual(["polling", "websocket", "webtransport"]);
  });

  it("has transports of its own, beside those for browsers", () => {
    expect(node.transports).toEqual({
      websocket: node.NodeWebSocket,
      webtransport: node.WebTransport,
      polling: node.NodeXHR,
    });
    expect(node.NodeXHR).not.toBe(node.XHR);
    expect(node.NodeWebSocket).not.toBe(node.WebSocket);
    expect([node.XHR, node.WebSocket]).toEqual([browser.XHR, browser.WebSocket]);
    expect(node.Fetch.prototype).toBeInstanceOf(browser.Fetch);
  });

  it("calls back in the next tick, before any promise", async () => {
    const order: string[] = [];
    setImmediate(() => order.push("immediate"));
    const ticked = new Promise<void>((resolve) => {
      node.nextTick(() => {
        order.push("tick");
        resolve();
      }, setTimeout);
    });
    order.push("now");
    await ticked;
    expect(order).toEqual(["now", "tick"]);
  });

  it("knows the options that the published client has by default", () => {
    const { Socket } = createRequire(import.meta.url)("engine.io-client") as {
      Socket: new (uri: string, options: object) => { opts: object };
    };
    const { opts } = new Socket("http://127.0.0.1:1", { transports: [] });
    expect(opts).toMatchObject(node.defaults);
  });
});
