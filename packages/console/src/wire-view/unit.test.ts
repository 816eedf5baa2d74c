import { expect, it } from "vitest";
import { frame, poll, post, wireLines, type NewRecord } from "./testing/wire-lines.ts";
import { partsOf, unitsOf } from "./unit.ts";

it("makes two units of a request and its answer, each at its time", () => {
  const [line] = wireLines(poll(10, { at: 25_010, body: '42["chat","hi"]' }));
  const [request, answer, ...rest] = unitsOf(line!);
  expect(rest).toEqual([]);
  expect(request).toMatchObject({ key: "0", at: 10, duration: 25_000, isUnderWay: false });
  expect(answer).toMatchObject({ key: "0-answer", at: 25_010, duration: undefined, isUnderWay: false });
  expect([...request!.kinds]).toEqual(["http"]);
  expect([...answer!.kinds]).toEqual(["http", "engine", "socket", "event"]);
});

it("knows a request that is under way, and the opening of a WebSocket", () => {
  const url = "ws://localhost:3000/socket.io/?EIO=4&transport=websocket";
  const [waiting, opening] = wireLines(poll(10), {
    kind: "opening",
    transport: "websocket",
    url,
    state: "open",
    at: 20,
    endedAt: 32,
  });
  expect(unitsOf(waiting!)).toMatchObject([{ isUnderWay: true, duration: undefined }]);
  expect(unitsOf(opening!)).toMatchObject([{ duration: 12 }, { at: 32, layer: { direction: "in" } }]);
});

it("lists the layers of a unit from the ground up, without the answer", () => {
  const [line] = wireLines(post(0, '42["a"]\u001e42["b"]'));
  const [request] = unitsOf(line!);
  const parts = partsOf(request!);
  expect(parts.map(({ layer }) => layer.kind)).toEqual([
    "engine",
    "socket",
    "event",
    "engine",
    "socket",
    "event",
  ]);
  expect(parts[5]!.path.map(({ kind }) => kind)).toEqual(["http", "engine", "socket", "event"]);
  expect(parts[5]).toMatchObject({ key: "0.5", unit: request });
  expect(partsOf(request!)).toBe(parts);
});

it("makes units once for each line", () => {
  const [line] = wireLines(frame(0, "in", "2"));
  expect(unitsOf(line!)).toBe(unitsOf(line!));
  const [unit] = unitsOf(line!);
  expect(unit!.row.unit).toBe(unit);
});

it("tells heartbeats, also those that a request fetched, from probes and messages", () => {
  const isHeartbeat = (...records: readonly NewRecord[]) =>
    wireLines(...records).map((line) => unitsOf(line)[0]!.isHeartbeat);
  expect(
    isHeartbeat(frame(0, "in", "2"), frame(1, "out", "3"), poll(2, { at: 3, body: "2" }), post(4, "3")),
  ).toEqual([true, true, true, true]);
  expect(isHeartbeat(frame(0, "out", "2probe"), poll(1, { at: 2, body: '2\u001e42["a"]' }), poll(3))).toEqual(
    [false, false, false],
  );
});
