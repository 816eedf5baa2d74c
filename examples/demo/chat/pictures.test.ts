import { afterEach, describe, expect, it } from "vitest";

import { granted, Stage } from "../testing/clients.ts";
import { serveChat } from "./chat.ts";
import type { Picture } from "./events.ts";
import { parseChunk } from "./parse.ts";
import { Pictures } from "./pictures.ts";

const PNG = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(100_000, 7)]);
const ID = "picture-1";

function part(id: string, offset: number, end: number) {
  return { id, size: PNG.length, offset, bytes: PNG.subarray(offset, end) };
}

describe("pictures", () => {
  it("come in parts, in order, and go on after an interruption", () => {
    const pictures = new Pictures();
    expect(pictures.add(part(ID, 0, 60_000))).toEqual({ ok: 60_000 });
    expect(pictures.get(ID)).toBeUndefined();
    // Once more, as its answer was lost; and one from further on, which is not due yet.
    expect(pictures.add(part(ID, 0, 60_000))).toEqual({ ok: 60_000 });
    expect(pictures.add(part(ID, 80_000, 90_000))).toEqual({ ok: 60_000 });
    expect(pictures.add(part(ID, 60_000, PNG.length))).toEqual({ ok: PNG.length });
    const picture = pictures.get(ID);
    expect(picture?.type).toBe("image/png");
    expect(Buffer.compare(picture?.bytes ?? new Uint8Array(), PNG)).toBe(0);
  });

  it.each([
    ["image/png", "89504e470d0a1a0a"],
    ["image/jpeg", "ffd8ffe0"],
    ["image/gif", "474946383961"],
    ["image/webp", "524946460000000057454250"],
  ])("are known as %s by their first bytes", (type, beginning) => {
    const pictures = new Pictures();
    const bytes = Buffer.from(beginning, "hex");
    expect(pictures.add({ id: ID, size: bytes.length, offset: 0, bytes })).toEqual({ ok: bytes.length });
    expect(pictures.get(ID)?.type).toBe(type);
  });

  it("are nothing else", () => {
    const pictures = new Pictures();
    const bytes = Buffer.from("<svg onload='alert(1)'>");
    const refused = { error: "This is no PNG, JPEG, GIF or WebP picture." };
    expect(pictures.add({ id: ID, size: bytes.length, offset: 0, bytes })).toEqual(refused);
    // Nor is a part without its beginning.
    expect(pictures.add(part(ID, 60_000, PNG.length))).toEqual(refused);
    expect(pictures.get(ID)).toBeUndefined();
  });

  it("are forgotten, the oldest first, when they are too many", () => {
    const pictures = new Pictures();
    const size = 2 * 1024 * 1024;
    for (let index = 0; index < 9; index += 1) {
      pictures.add({ id: `picture-${index}`, size, offset: 0, bytes: PNG.subarray(0, 1_000) });
    }
    const rest = { size, offset: 1_000, bytes: PNG.subarray(0, 1_000) };
    expect(pictures.add({ id: "picture-0", ...rest })).toHaveProperty("error");
    expect(pictures.add({ id: "picture-1", ...rest })).toEqual({ ok: 2_000 });
  });
});

describe("parts of pictures", () => {
  it.each([
    [{ size: 2 * 1024 * 1024 + 1 }],
    [{ offset: -1 }],
    [{ offset: 1.5 }],
    [{ offset: 200_000 }],
    [{ bytes: "text" }],
    [{ bytes: new Uint8Array(64 * 1024 + 1) }],
    [{ size: 10, bytes: new Uint8Array(11) }],
    [{ id: "../x" }],
  ])("are refused with %j", (wrong) => {
    const right = { id: ID, size: 100_000, offset: 0, bytes: new Uint8Array(10) };
    expect(parseChunk(right)).toEqual(right);
    expect(parseChunk({ ...right, ...wrong })).toBeUndefined();
  });
});

describe("the chat", () => {
  const stage = new Stage();
  afterEach(() => stage.end());

  it("takes a picture part by part, announces it, and gives it to whoever asks", async () => {
    const { io, url } = await stage.serve();
    serveChat(io.of("/chat"));
    const ada = await stage.connect(`${url}/chat`, { auth: { name: "Ada" } });
    const announcement = { id: ID, to: "#lobby", text: "river.png", isPicture: true };
    expect(await ada.emitWithAck("say", announcement)).toEqual({ error: "The picture has not arrived." });
    expect(await ada.emitWithAck("picture", ID)).toEqual({ error: "This picture is not kept any more." });
    expect(await ada.emitWithAck("upload", "nonsense")).toEqual({ error: "A picture has at most 2 MB." });
    expect(await ada.emitWithAck("upload", part(ID, 0, 65_536))).toEqual({ ok: 65_536 });
    expect(await ada.emitWithAck("upload", part(ID, 65_536, PNG.length))).toEqual({ ok: PNG.length });
    expect(await ada.emitWithAck("say", announcement)).toMatchObject({ ok: { isPicture: true } });
    const bob = await stage.connect(`${url}/chat`, { auth: { name: "Bob" } });
    const picture = await granted<Picture>(bob, "picture", ID);
    expect(picture.type).toBe("image/png");
    expect(Buffer.compare(picture.bytes, PNG)).toBe(0);
  });
});
