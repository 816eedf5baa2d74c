import { Encoder, PacketType } from "@sockeye/protocol/parser";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Layer } from "../index.ts";
import { allLayers, Explainer, problemsOf, textsOf, titlesOf, valuesOf } from "../testing/layers.ts";

const socketLayer = (text: string, direction: "in" | "out" = "in"): Layer =>
  new Explainer().packet(direction, `4${text}`).children[0]!;

describe("a Socket.IO packet", () => {
  it("is told field by field", () => {
    const explainer = new Explainer();
    const text = '452-/admin,13["picture",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]';
    const packet = explainer.packet("out", text).children[0]!;
    expect(packet.title).toBe("BINARY_EVENT picture (ack 13) in /admin");
    expect(valuesOf(packet)).toMatchObject({
      "packet type": "5 (BINARY_EVENT)",
      attachments: "2",
      namespace: "/admin",
      "ack id": "13",
    });
    expect(textsOf(packet)).toMatchObject({ attachments: "2-", namespace: "/admin,", "ack id": "13" });
    expect(valuesOf(packet.children[0]!)).toEqual({
      "event name": "picture",
      "argument 1": "<attachment 2>",
      "argument 2": "<attachment 1>",
      "end of JSON": "]",
    });
  });

  it.each([
    ["0", "CONNECT"],
    ["0/chat,", "CONNECT /chat"],
    ['0/chat,{"sid":"x"}', "CONNECT /chat"],
    ["0/chat", "CONNECT /chat"],
    ["1/chat,", "DISCONNECT /chat"],
    ['2["chat","hi"]', "EVENT chat"],
    ['23["chat","hi"]', "EVENT chat (ack 3)"],
    ["2[7]", "EVENT 7"],
    ["3/chat,3[]", "ACK 3 in /chat"],
    ['4{"message":"Invalid namespace"}', "CONNECT_ERROR"],
    ['4"no"', "CONNECT_ERROR"],
  ])("%s is %s", (text, title) => {
    const packet = socketLayer(text, "out");
    expect(packet.title).toBe(title);
    expect(problemsOf(packet)).toEqual([]);
  });

  it("of the client carries auth, of the server the socket's id", () => {
    const asked = socketLayer('0{"token":"t","pid":"p","offset":"o"}', "out");
    expect(asked.fields.find(({ name }) => name === "token")!.explanation).toContain("handshake.auth");
    expect(asked.fields.find(({ name }) => name === "offset")!.explanation).toContain("last event");
    const welcomed = socketLayer('0{"sid":"s","pid":"p"}');
    expect(welcomed.fields.find(({ name }) => name === "sid")!.explanation).toContain("socket.id");
  });

  it.each([
    ["9", "none of Socket.IO's"],
    ['5["a"]', "number of attachments"],
    ['50-["a"]', "at least one"],
    ['511-["a"]', "More than 10"],
    ['51-["a",{"_placeholder":true,"num":4}]', "place for attachment 5"],
    ['2["a"', "not JSON"],
    ["2", "no data"],
    ["2{}", "not a JSON array"],
    ["2[]", "name of an event"],
    ["2[null]", "name of an event"],
    ['2["connect"]', "reserved"],
    ["0[]", "not a JSON object"],
    ["1{}", "no data"],
    ["4[]", "not a JSON object"],
    [`2${"1".repeat(17)}["a"]`, "too long"],
    ["0", "no sid"],
  ])("%s is a problem", (text, hint) => {
    expect(problemsOf(socketLayer(text)).join(" ")).toContain(hint);
  });
});

describe("acknowledgements", () => {
  it("name the event that they answer, by direction and namespace", () => {
    const explainer = new Explainer();
    explainer.frame("out", '421["first"]');
    explainer.frame("out", '42/chat,1["second"]');
    explainer.frame("in", '421["third"]');
    expect(titlesOf(explainer.frame("in", '43/chat,1["ok"]')).slice(2)).toEqual([
      "ACK 1 of second in /chat",
      "answer to second",
    ]);
    expect(titlesOf(explainer.frame("in", "431[]"))[2]).toBe("ACK 1 of first");
    expect(titlesOf(explainer.frame("out", "431[]"))[2]).toBe("ACK 1 of third");
    expect(titlesOf(explainer.frame("in", "431[]"))[2]).toBe("ACK 1");
  });

  it("that never come are forgotten in the end", () => {
    const explainer = new Explainer();
    for (let id = 0; id <= 1000; id++) explainer.frame("out", `42${id}["a"]`);
    expect(titlesOf(explainer.frame("in", "430[]"))[2]).toBe("ACK 0");
    expect(titlesOf(explainer.frame("in", "431[]"))[2]).toBe("ACK 1 of a");
  });
});

describe("attachments", () => {
  const placeholder = (num: number) => ({ _placeholder: true, num });

  it("are counted, and complete their event", () => {
    const explainer = new Explainer();
    explainer.frame("in", `452-${JSON.stringify(["picture", "cat", placeholder(0), [placeholder(1)]])}`);
    const first = explainer.frame("in", Uint8Array.of(1));
    // A heartbeat may come in between, and the other direction is another matter.
    explainer.frame("in", "2");
    explainer.frame("out", '42["other"]');
    const second = explainer.frame("in", Uint8Array.of(1, 2));
    expect(titlesOf(first)).toEqual(["binary message", "binary message", "attachment 1 of 2 of picture"]);
    expect(titlesOf(second).slice(2)).toEqual(["attachment 2 of 2 of picture", "picture is complete"]);
    expect(allLayers(second).at(-1)!.explanation).toContain('picture("cat",<1 byte>,[<2 bytes>])');
    expect(problemsOf(second)).toEqual([]);
  });

  it("of an answer name it", () => {
    const explainer = new Explainer();
    explainer.frame("out", '427["get"]');
    explainer.frame("in", `461-7${JSON.stringify([placeholder(0)])}`);
    const attachment = explainer.frame("in", Uint8Array.of(1));
    expect(titlesOf(attachment).slice(2)).toEqual(["attachment 1 of 1 of ACK 7", "ACK 7 is complete"]);
    expect(allLayers(attachment).at(-1)!.explanation).toContain("answer to get(<1 byte>)");
  });

  it("that nobody announced are a problem", () => {
    expect(problemsOf(new Explainer().frame("in", Uint8Array.of(1)))[0]).toContain("No packet announced");
  });

  it("that are missing are a problem of the packet that comes instead", () => {
    const explainer = new Explainer();
    explainer.frame("in", `452-${JSON.stringify(["picture", placeholder(0), placeholder(1)])}`);
    explainer.frame("in", Uint8Array.of(1));
    expect(problemsOf(explainer.frame("in", '42["a"]'))).toEqual([
      "Attachments of picture are missing: 1 of 2 came before this packet.",
    ]);
    expect(problemsOf(explainer.frame("in", '42["a"]'))).toEqual([]);
  });
});

describe("packets of the encoder", () => {
  const encoder = new Encoder();
  const name = fc.string({ minLength: 1 }).filter((text) => !/^(dis)?connect|Listener$/.test(text));
  const anyEvent = fc.record({
    nsp: fc.constantFrom("/", "/chat"),
    id: fc.option(fc.nat(), { nil: undefined }),
    data: fc.tuple(name, fc.jsonValue(), fc.option(fc.uint8Array({ maxLength: 5 }), { nil: "none" })),
  });

  it("are told as they were written", () => {
    fc.assert(
      fc.property(anyEvent, ({ nsp, id, data }) => {
        const explainer = new Explainer();
        const pieces = encoder.encode({ type: PacketType.EVENT, nsp, id, data }) as (string | Uint8Array)[];
        const [first, ...attachments] = pieces.map((piece) =>
          explainer.packet("out", typeof piece === "string" ? `4${piece}` : piece),
        );
        const packet = first!.children[0]!;
        expect(problemsOf(first!)).toEqual([]);
        const values = valuesOf(packet);
        expect(values["ack id"]).toBe(id === undefined ? undefined : String(id));
        expect(values["namespace"]).toBe(nsp === "/" ? undefined : nsp);
        expect(Number(values["attachments"] ?? 0)).toBe(attachments.length);
        const parts = textsOf(packet.children[0]!);
        expect(JSON.parse(parts["event name"]!.slice(1))).toBe(data[0]);
        expect(JSON.parse(parts["argument 1"]!.slice(1))).toEqual(JSON.parse(JSON.stringify(data[1])));
        for (const attachment of attachments) expect(titlesOf(attachment).at(-1)).toMatch(/ is complete$/);
      }),
    );
  });
});
