import { expect, it } from "vitest";
import { DEFAULT_HEARTBEAT, patienceOf, readHeartbeat } from "./heartbeat.ts";
import { frame, HANDSHAKE, note, poll, wireLines } from "./testing/wire-lines.ts";

it("takes intervals from the handshake and the time from the last ping", () => {
  const lines = wireLines(poll(0, { at: 7, body: HANDSHAKE }), frame(90, "in", "2"), frame(91, "out", "3"));
  const heartbeat = readHeartbeat(lines, DEFAULT_HEARTBEAT);
  expect(heartbeat).toEqual({ pingInterval: 5000, pingTimeout: 3000, lastAt: 90 });
  expect(patienceOf(heartbeat)).toBe(8000);
});

it("counts from the handshake until the first ping, and anew in a new session", () => {
  const first = poll(0, { at: 7, body: HANDSHAKE });
  expect(readHeartbeat(wireLines(first, note(9, "Connected")), DEFAULT_HEARTBEAT).lastAt).toBe(7);
  const lines = wireLines(first, frame(90, "in", "2"), frame(200, "in", HANDSHAKE));
  expect(readHeartbeat(lines, DEFAULT_HEARTBEAT).lastAt).toBe(200);
});

it("keeps what was known when the lines have gone", () => {
  const before = { pingInterval: 1, pingTimeout: 2, lastAt: 3 };
  expect(readHeartbeat([], before)).toEqual(before);
  expect(readHeartbeat(wireLines(frame(50, "in", "2")), before)).toEqual({ ...before, lastAt: 50 });
});

it("takes neither a probe, nor what was sent, nor a broken handshake for a sign of life", () => {
  const lines = wireLines(
    frame(1, "in", "3probe"),
    frame(2, "out", '0{"sid":"x"}'),
    frame(3, "in", "0{"),
    frame(4, "in", '0{"pingInterval":"often"}'),
    frame(5, "in", "0null"),
  );
  expect(readHeartbeat(lines, DEFAULT_HEARTBEAT)).toEqual(DEFAULT_HEARTBEAT);
});
