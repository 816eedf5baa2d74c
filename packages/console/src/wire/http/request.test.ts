import { describe, expect, it } from "vitest";
import { Explainer, textsOf, titlesOf, valuesOf } from "../testing/layers.ts";

const SESSION = "http://localhost:3000/socket.io/?EIO=4&transport=polling&t=abc&sid=lv_VI97HAXpY6yYWAAAC";

describe("a request", () => {
  it("is told field by field", () => {
    const request = new Explainer().http({ url: `${SESSION}&b64=1&room=caf%C3%A9+noir#top` });
    expect(request).toMatchObject({ kind: "http", direction: "out", derived: true, title: "GET, long poll" });
    expect(valuesOf(request)).toEqual({
      method: "GET",
      path: "/socket.io/",
      EIO: "4",
      transport: "polling",
      t: "abc",
      sid: "lv_VI97HAXpY6yYWAAAC",
      b64: "1",
      room: "café noir",
    });
    expect(textsOf(request)["EIO"]).toBe("?EIO=4");
    expect(textsOf(request)["room"]).toBe("&room=caf%C3%A9+noir");
  });

  it("without sid asks for a session", () => {
    expect(new Explainer().http().title).toBe("GET, asks for a session");
  });

  it("has parameters that the application chose", () => {
    const { fields } = new Explainer().http({ url: "/socket.io/?EIO=3&token=abc&%zz=1&=2" });
    expect(fields.map(({ name }) => name)).toEqual([
      "method",
      "path",
      "EIO",
      "token",
      "%zz",
      "unnamed parameter",
    ]);
    expect(fields[2]!.explanation).toContain("expect 4");
    expect(fields[3]!.explanation).toContain("logs");
  });

  it("may be without path and query, or of an unusual method", () => {
    expect(valuesOf(new Explainer().http({ url: "http://localhost:3000" }))).toEqual({
      method: "GET",
      path: "/",
    });
    expect(new Explainer().http({ method: "PUT" }).title).toBe("PUT, no packets");
    expect(new Explainer().http({ method: "POST" }).title).toBe("POST, no packets");
  });

  it("carries packets", () => {
    const requestBody = '40/chat,\u001e42["chat","hé"]';
    const request = new Explainer().http({ method: "POST", url: SESSION, requestBody });
    expect(titlesOf(request)).toEqual([
      "POST, 2 packets, 25 bytes",
      "message",
      "CONNECT /chat",
      "message",
      "EVENT chat",
      "chat",
    ]);
    expect(textsOf(request)).toMatchObject({
      "packet 1": "40/chat,",
      separator: "\u001e",
      "packet 2": '42["chat","hé"]',
    });
    expect(request.fields.find(({ name }) => name === "headers")!.value).toBe("not shown");
  });
});
