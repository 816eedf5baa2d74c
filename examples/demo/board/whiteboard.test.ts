import type { Socket } from "@sockeye/client";
import { afterEach, describe, expect, it } from "vitest";

import { encodeStroke } from "../public/stroke.js";
import { heard, Stage } from "../testing/clients.ts";
import { Drawing, parsePoint, parseStroke } from "./drawing.ts";
import { serveBoard } from "./whiteboard.ts";

const stage = new Stage();
afterEach(() => stage.end());

const line = encodeStroke({
  colour: 1,
  width: 2,
  points: [
    [0, 0],
    [65_535, 100],
  ],
});
const dot = encodeStroke({ colour: 0, width: 0, points: [[5, 5]] });

/** Somebody at the board, and what was on it. */
async function come(url: string, name: string): Promise<{ socket: Socket; drawing: Buffer }> {
  const socket = stage.open(`${url}/board`, { auth: { name } });
  const [drawing] = await heard(socket, "drawing");
  return { socket, drawing: drawing as Buffer };
}

async function start(): Promise<string> {
  const { io, url } = await stage.serve();
  serveBoard(io.of("/board"));
  return url;
}

describe("the whiteboard", () => {
  it("shows the others pointers, sketches and strokes, and late comers everything", async () => {
    const url = await start();
    const { socket: ada } = await come(url, "Ada");
    const { socket: bob, drawing } = await come(url, "Bob");
    expect(drawing.length).toBe(0);
    const pointer = heard(bob, "pointer");
    ada.emit("pointer", [1, 65_535]);
    expect(await pointer).toEqual([ada.id, "Ada", [1, 65_535]]);
    const sketch = heard(bob, "sketch");
    ada.emit("sketch", dot);
    expect(await sketch).toEqual([ada.id, Buffer.from(dot)]);
    const stroke = heard(bob, "stroke");
    expect(await ada.emitWithAck("stroke", line)).toEqual({ ok: true });
    expect(await stroke).toEqual([ada.id, Buffer.from(line)]);
    await bob.emitWithAck("stroke", dot);
    expect((await come(url, "Late")).drawing).toEqual(Buffer.concat([line, dot]));
  });

  it("is cleared for everybody", async () => {
    const url = await start();
    const { socket: ada } = await come(url, "Ada");
    const { socket: bob } = await come(url, "Bob");
    await ada.emitWithAck("stroke", line);
    const cleared = heard(ada, "cleared");
    expect(await bob.emitWithAck("clear")).toEqual({ ok: true });
    expect(await cleared).toEqual(["Bob"]);
    expect((await come(url, "Late")).drawing.length).toBe(0);
  });

  it("takes away the pointer of who has left", async () => {
    const url = await start();
    const { socket: ada } = await come(url, "Ada");
    const { socket: bob } = await come(url, "Bob");
    const id = bob.id;
    const gone = heard(ada, "pointer");
    bob.disconnect();
    expect(await gone).toEqual([id, "Bob", null]);
  });

  it("refuses what is no stroke", async () => {
    const { socket } = await come(await start(), "Ada");
    expect(await socket.emitWithAck("stroke", "<b>")).toEqual({ error: "This is no stroke." });
  });

  it("forgets the oldest strokes when they are too many", () => {
    const drawing = new Drawing();
    const long = encodeStroke({ colour: 0, width: 0, points: Array.from({ length: 1_000 }, () => [1, 2]) });
    drawing.add(line);
    for (let index = 0; index < 66; index += 1) drawing.add(long);
    drawing.add(dot);
    const bytes = Buffer.from(drawing.toBytes());
    expect(bytes.length).toBeLessThanOrEqual(256 * 1024);
    expect(bytes.indexOf(Buffer.from(line))).toBe(-1);
    expect(bytes.subarray(-dot.length)).toEqual(Buffer.from(dot));
  });
});

describe("what is no stroke", () => {
  it.each([
    ["text", "x"],
    ["nothing", undefined],
    ["no point", Buffer.from([0, 0, 0, 0])],
    ["a point too few", Buffer.from([0, 0, 2, 0, 0, 0, 0, 0])],
    ["a colour that is not there", Buffer.from([6, 0, 1, 0, 0, 0, 0, 0])],
    ["a pen that is not there", Buffer.from([0, 3, 1, 0, 0, 0, 0, 0])],
    [
      "too many points",
      encodeStroke({ colour: 0, width: 0, points: Array.from({ length: 1_001 }, () => [0, 0]) }),
    ],
  ])("%s", (_what, given) => {
    expect(parseStroke(given)).toBeUndefined();
  });

  it.each([[undefined], [[1]], [[1, 65_536]], [[-1, 0]], [["1", 2]], [[0.5, 1]]])("no place: %j", (given) => {
    expect(parsePoint(given)).toBeNull();
  });
});
