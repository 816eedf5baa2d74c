import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWireDecoder, type HttpRecord } from "./index.ts";
import { allLayers, expectSound, Explainer, problemsOf, titlesOf, valuesOf } from "./testing/layers.ts";
import { anyRecord } from "./testing/record-arbitraries.ts";

const POLL = "http://localhost:3000/socket.io/?EIO=4&transport=polling&sid=abc";

describe("any records", () => {
  it("are explained to the last byte, whatever they are and whatever came before", () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 12 }), (records) => {
        const decoder = createWireDecoder();
        for (const record of records) expectSound(decoder.explain(record));
      }),
      { numRuns: 1500 },
    );
  });

  it("are explained in the same way by any decoder", () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 6 }), (records) => {
        const [one, other] = [createWireDecoder(), createWireDecoder()];
        for (const record of records) expect(one.explain(record)).toEqual(other.explain(record));
      }),
      { numRuns: 200 },
    );
  });
});

describe("a request that grows", () => {
  const base: HttpRecord = { kind: "http", id: 0, at: 0, method: "POST", url: POLL };

  it("counts what it carries once", () => {
    const decoder = createWireDecoder();
    const asked: HttpRecord = { ...base, requestBody: '42/chat,7["hello"]' };
    const before = decoder.explain(asked);
    const answered: HttpRecord = { ...base, id: 1, method: "GET", status: 200, responseBody: "43/chat,7[1]" };
    const answer = decoder.explain(answered);
    expect(titlesOf(answer)).toContain("ACK 7 of hello in /chat");
    const after = decoder.explain({ ...asked, status: 200, responseBody: "ok" });
    expect(after.children[0]).toBe(before.children[0]);
    expect(decoder.explain(answered)).toEqual(answer);
  });

  it("keeps announced attachments apart from what it carried itself", () => {
    const decoder = createWireDecoder();
    const asked: HttpRecord = { ...base, requestBody: '451-["picture",{"_placeholder":true,"num":0}]' };
    decoder.explain(asked);
    decoder.explain({ ...asked, status: 200, responseBody: "ok" });
    const attachment = decoder.explain({ ...base, id: 1, requestBody: "bAQID" });
    expect(titlesOf(attachment)).toContain("attachment 1 of 1 of picture");
    expect(allLayers(attachment).at(-1)!.explanation).toContain("picture(<3 bytes>)");
  });

  it("is explained anew when it was too long ago to be remembered", () => {
    const decoder = createWireDecoder();
    const asked: HttpRecord = { ...base, requestBody: "40" };
    const before = decoder.explain(asked);
    for (let id = 1; id <= 32; id++) decoder.explain({ ...base, id });
    const after = decoder.explain(asked);
    expect(after).toEqual(before);
    expect(after.children[0]).not.toBe(before.children[0]);
  });

  it("says why there is no answer", () => {
    expect(problemsOf(new Explainer().http({ error: "the network was cut" }))).toEqual([
      "There is no answer: the network was cut.",
    ]);
  });
});

describe("a long payload", () => {
  it("is neither divided into its members nor shown at full length", () => {
    const explainer = new Explainer();
    const text = `42${JSON.stringify(["file", "x".repeat(3_000_000), { a: [1, 2, 3] }])}`;
    const frame = explainer.frame("out", text);
    expect(titlesOf(frame)).toEqual(["text message", "message", "EVENT file", "file"]);
    const event = allLayers(frame).at(-1)!;
    expect(valuesOf(event)["event name"]).toBe("file");
    expect(event.fields).toHaveLength(2);
  });

  it("may be an answer, or nothing that is known", () => {
    const explainer = new Explainer();
    const long = "x".repeat(1_000_000);
    expect(titlesOf(explainer.frame("in", `437["${long}"]`)).slice(2)).toEqual(["ACK 7", "answer"]);
    expect(problemsOf(explainer.frame("in", `42{"a":"${long}"}`))[0]).toContain("name of an event");
    expect(problemsOf(explainer.frame("in", `42["${long}`))[0]).toContain("name of an event");
  });

  it("has its first values told apart", () => {
    const numbers = Array.from({ length: 200 }, (_, index) => index);
    const event = allLayers(new Explainer().frame("in", `42${JSON.stringify(["many", ...numbers])}`)).at(-1)!;
    expect(event.explanation).toContain("200 arguments");
    expect(event.fields).toHaveLength(65);
    expect(event.fields.at(-1)!.name).toBe("further values");
  });

  it("is looked at where it is", () => {
    const explainer = new Explainer();
    const bytes = new Uint8Array(2_000_000);
    const frame = explainer.frame("in", bytes);
    expect(frame.children[0]!.children[0]!.bytes.buffer).toBe(frame.bytes.buffer);
  });

  it("of a great many packets is divided up to a limit", () => {
    const answer = new Explainer().answer(200, "6\u001e".repeat(5000));
    expect(answer.children).toHaveLength(2000);
    expect(answer.fields.at(-1)!.name).toBe("further packets");
  });
});

describe("notes", () => {
  it("are layers without bytes", () => {
    const note = new Explainer().explain({
      kind: "note",
      id: 0,
      at: 0,
      tone: "fault",
      text: "The network is cut.",
    });
    expect(note).toMatchObject({
      kind: "note",
      direction: "local",
      title: "The network is cut.",
      fields: [],
    });
  });
});

describe("packets that a server noted down", () => {
  const packet = { kind: "packet", id: 0, at: 0, transport: "websocket" } as const;

  it("are explained without the layers below", () => {
    const explainer = new Explainer();
    const layer = explainer.explain({ ...packet, direction: "in", type: "message", data: "0" });
    expect(layer.kind).toBe("engine");
    expect(titlesOf(layer)).toEqual(["message", "CONNECT"]);
    // The client sends it, so that there is nothing wrong with a CONNECT without sid.
    expect(problemsOf(layer)).toEqual([]);
    expect(explainer.explain({ ...packet, direction: "out", type: "ping" }).title).toBe("ping");
  });

  it("may have attachments", () => {
    const explainer = new Explainer();
    const data = '51-["picture",{"_placeholder":true,"num":0}]';
    explainer.explain({ ...packet, direction: "in", type: "message", data });
    const attachment = explainer.explain({
      ...packet,
      direction: "in",
      type: "message",
      data: Uint8Array.of(1),
    });
    expect(titlesOf(attachment)).toEqual([
      "binary message",
      "attachment 1 of 1 of picture",
      "picture is complete",
    ]);
  });

  it("of another type are a problem", () => {
    const layer = new Explainer().explain({ ...packet, direction: "in", type: "other", data: "x" });
    expect(layer.title).toBe("other");
    expect(layer.problem).toContain("none of Engine.IO's");
  });
});
