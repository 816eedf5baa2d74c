import { createDialectV4, encodeHandshake, packetTypes } from "@sockeye/protocol/engine";
import { portableBytes } from "@sockeye/protocol/kernel";
import { describe, expect, it } from "vitest";
import { Explainer, problemsOf, textsOf, valuesOf } from "../testing/layers.ts";

const dialect = createDialectV4(portableBytes);

describe("an Engine.IO packet", () => {
  it.each([
    ["1", "close"],
    ["2", "ping"],
    ["3", "pong"],
    ["2probe", "ping (probe)"],
    ["3probe", "pong (probe)"],
    ["5", "upgrade"],
    ["6", "noop"],
    ["2other", "ping"],
  ])("%s is a %s", (text, title) => {
    const packet = new Explainer().packet("in", text);
    expect(packet).toMatchObject({ kind: "engine", title, children: [] });
    expect(problemsOf(packet)).toEqual([]);
  });

  it("has the type that the codec wrote", () => {
    for (const type of packetTypes) {
      const text = dialect.encodeFrame({ type, data: "{}" }, true);
      expect(valuesOf(new Explainer().packet("in", text))["packet type"]).toBe(
        `${String(text[0])} (${type})`,
      );
    }
  });

  it("opens a session, member by member", () => {
    const handshake = {
      sid: 'a,"b}',
      upgrades: ["websocket", "webtransport"],
      pingInterval: 25_000,
      pingTimeout: 20_000,
      maxPayload: 1e6,
    };
    const packet = new Explainer().packet("in", `0${encodeHandshake(handshake)}`);
    expect(packet.title).toBe("handshake");
    expect(packet.fields.map(({ name }) => name)).toEqual([
      "packet type",
      "sid",
      "upgrades",
      "pingInterval",
      "pingTimeout",
      "maxPayload",
      "end of JSON",
    ]);
    const values = valuesOf(packet);
    for (const [name, value] of Object.entries(handshake)) expect(JSON.parse(values[name]!)).toEqual(value);
    expect(textsOf(packet)["pingInterval"]).toBe(',"pingInterval":25000');
  });

  it("may open a session with more than is known, and with spaces", () => {
    const packet = new Explainer().packet(
      "in",
      '0{ "sid" : "x" , "constructor" : 1, "" : 2, "pingInterval" : 5 } ',
    );
    expect(packet.fields.map(({ name }) => name)).toEqual([
      "packet type",
      "sid",
      "constructor",
      "unnamed",
      "pingInterval",
      "end of JSON",
    ]);
    expect(valuesOf(packet)).toMatchObject({ sid: '"x"', constructor: "1", pingInterval: "5" });
  });

  it("asks for a session on WebTransport", () => {
    expect(new Explainer().packet("out", "0")).toMatchObject({ title: "open" });
    expect(valuesOf(new Explainer().packet("out", '0{"sid":"x"}'))["sid"]).toBe('"x"');
  });

  it.each([
    ["", "empty"],
    ["9", "none of Engine.IO's"],
    ["0nonsense", "not a JSON object"],
    ["bA-", "not Base64"],
    ["4", "none of Socket.IO's"],
  ])("%j is a problem", (text, hint) => {
    expect(problemsOf(new Explainer().packet("in", text)).join(" ")).toContain(hint);
  });

  it("forgets what was awaited when a session begins", () => {
    const explainer = new Explainer();
    explainer.frame("out", '421["a"]');
    explainer.frame("in", '451-["b",{"_placeholder":true,"num":0}]');
    explainer.frame("in", '0{"sid":"x","pingInterval":1}');
    expect(explainer.packet("in", Uint8Array.of(1)).children[0]!.title).toBe("stray attachment");
    expect(explainer.packet("in", "431[]").children[0]!.title).toBe("ACK 1");
  });
});
