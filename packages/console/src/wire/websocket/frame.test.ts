import { encodeStreamHeader } from "@sockeye/protocol/engine";
import { describe, expect, it } from "vitest";
import { Explainer, valuesOf } from "../testing/layers.ts";

const headerOf = (data: string | Uint8Array, direction: "in" | "out", explainer = new Explainer()) => {
  const { bytes } = explainer.frame(direction, data);
  return [...bytes.subarray(0, bytes.length - data.length)];
};

describe("a WebSocket message", () => {
  it.each([
    ["2", "in", [0x81, 1]],
    ["2", "out", [0x81, 0x81, 0, 0, 0, 0]],
    [new Uint8Array(125), "in", [0x82, 125]],
    [new Uint8Array(126), "in", [0x82, 126, 0, 126]],
    [new Uint8Array(0xffff), "out", [0x82, 0xfe, 0xff, 0xff, 0, 0, 0, 0]],
    [new Uint8Array(0x10000), "in", [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
  ] as const)("has the header that its length demands", (data, direction, header) => {
    expect(headerOf(data, direction)).toEqual(header);
  });

  it("is told field by field", () => {
    const frame = new Explainer().frame("out", `42["chat","${"x".repeat(200)}"]`);
    expect(frame).toMatchObject({
      kind: "websocket",
      direction: "out",
      title: "text message",
      derived: true,
    });
    expect(frame.fields.map(({ name }) => name)).toEqual([
      "FIN and opcode",
      "mask bit and length",
      "extended length",
      "masking key",
      "payload",
    ]);
    expect(valuesOf(frame)).toMatchObject({
      "FIN and opcode": "final, 1 (text)",
      "extended length": "213 bytes",
    });
  });

  it("may be compressed, if that was agreed on", () => {
    const explainer = new Explainer();
    const opening = {
      kind: "opening",
      id: 0,
      at: 0,
      transport: "websocket",
      url: "ws://a/",
      state: "open",
    } as const;
    explainer.explain({ ...opening, extensions: "permessage-deflate; client_max_window_bits" });
    expect(explainer.frame("in", "2").fields[0]!.explanation).toContain("Compression");
    explainer.explain(opening);
    expect(explainer.frame("in", "2").fields[0]!.explanation).not.toContain("Compression");
  });
});

describe("a WebTransport packet", () => {
  it.each(["2", `4${"x".repeat(200)}`, new Uint8Array(3), new Uint8Array(0x10000)])(
    "has the header that the codec writes",
    (data) => {
      const explainer = new Explainer();
      const url = "https://localhost/socket.io/";
      explainer.explain({ kind: "opening", id: 0, at: 0, transport: "webtransport", url, state: "open" });
      const expected = encodeStreamHeader(data.length, typeof data !== "string");
      expect(headerOf(data, "out", explainer)).toEqual([...expected]);
    },
  );
});
