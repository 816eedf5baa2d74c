import { describe, expect, it } from "vitest";
import { Explainer, problemsOf, titlesOf, valuesOf } from "../testing/layers.ts";

const HANDSHAKE =
  '0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';
describe("an answer", () => {
  it("carries packets", () => {
    const answer = new Explainer().answer(200, `${HANDSHAKE}\u001e2`);
    expect(answer).toMatchObject({ kind: "http", direction: "in", derived: false });
    expect(titlesOf(answer)).toEqual(["200, 2 packets, 120 bytes", "handshake", "ping"]);
    expect(problemsOf(answer)).toEqual([]);
  });

  it("to packets is ok", () => {
    const answer = new Explainer().answer(200, "ok", { method: "POST" });
    expect(answer.title).toBe("200, ok");
    expect(answer.problem).toBeUndefined();
    expect(new Explainer().answer(200, "what", { method: "POST" }).problem).toContain("ok");
  });

  it.each([
    [0, "Transport unknown", "enabled"],
    [1, "Session ID unknown", "sticky sessions"],
    [2, "Bad handshake method", "cors"],
    [3, "Bad request", "moved to WebSocket"],
    [4, "Forbidden", "allowRequest"],
    [5, "Unsupported protocol version", "allowEIO3"],
  ])("refuses with code %i", (code, message, hint) => {
    const answer = new Explainer().answer(code === 4 ? 403 : 400, JSON.stringify({ code, message }));
    expect(answer.title).toBe(`${code === 4 ? 403 : 400}, ${message}`);
    expect(answer.problem).toContain(hint);
    expect(valuesOf(answer)).toMatchObject({ code: String(code), message: JSON.stringify(message) });
  });

  it("refuses in the words of allowRequest", () => {
    const answer = new Explainer().answer(403, '{"code":4,"message":"not you","more":1}');
    expect(answer.title).toBe("403, not you");
    expect(answer.problem).toContain("allowRequest");
    expect(new Explainer().answer(400, '{"code":77,"message":"odd"}').problem).toContain("code of its own");
  });

  it.each([
    [400, "", "two requests"],
    [404, "<html></html>", "nothing at this path"],
    [413, "", "larger"],
    [502, "<h1>Bad gateway</h1>", "proxy"],
    [418, "short and stout", "does not answer with this status"],
    [400, '{"other":1}', "refuses"],
  ])("of status %i says what it may mean", (status, body, hint) => {
    expect(new Explainer().answer(status, body).problem).toContain(hint);
  });

  it.each([
    ["<!doctype html><p>Hello</p>", "HTML page"],
    ["\n<html>", "HTML page"],
    ["Cannot GET /", "no Engine.IO packets"],
    ["", "empty"],
  ])("of another server is named as such", (body, hint) => {
    expect(new Explainer().answer(200, body).problem).toContain(hint);
  });

  it("of a server of Socket.IO 2 is recognised", () => {
    const old =
      '96:0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000}2:40';
    const answer = new Explainer().answer(200, old);
    expect(answer.problem).toContain("Socket.IO 2");
    expect(titlesOf(answer)).toEqual([
      "200, 2 packets of Socket.IO 2, 103 bytes",
      "handshake",
      "message",
      "CONNECT",
    ]);
    expect(problemsOf(answer)[1]).toContain("no sid");
  });
});
