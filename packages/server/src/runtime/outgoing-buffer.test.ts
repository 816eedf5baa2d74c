import { expect, it } from "vitest";
import { OutgoingBuffer, sizeOf } from "./outgoing-buffer.ts";

const packet = { type: "message", data: "abc" } as const;
const callback = (): void => {};

it("keeps packets and callbacks in order, and counts their bytes", () => {
  const buffer = new OutgoingBuffer();
  expect([buffer.isEmpty, buffer.bytes, buffer.packets]).toEqual([true, 0, []]);
  const others = [{ type: "noop" } as const, { type: "message", data: Uint8Array.of(1, 2) } as const];
  buffer.push(packet, callback);
  buffer.push(others[0]!, undefined);
  buffer.push(others[1]!, callback);
  expect([buffer.isEmpty, buffer.packets]).toEqual([false, [packet, ...others]]);
  expect(buffer.bytes).toBe([packet, ...others].map(sizeOf).reduce((sum, size) => sum + size));
  expect(buffer.take()).toEqual({ packets: [packet, ...others], callbacks: [callback, callback] });
  expect([buffer.isEmpty, buffer.bytes]).toEqual([true, 0]);
});

it("gives a batch away for good: what comes later is not in it", () => {
  const buffer = new OutgoingBuffer();
  buffer.push(packet, undefined);
  const { packets, callbacks } = buffer.take();
  buffer.push(packet, callback);
  expect([packets.length, callbacks.length, buffer.packets.length]).toEqual([1, 0, 1]);
});

it("counts for nothing once it is unbooked, and still shows what is in it", () => {
  const buffer = new OutgoingBuffer();
  buffer.push(packet, undefined);
  expect(buffer.unbook()).toBe(sizeOf(packet));
  expect([buffer.unbook(), buffer.bytes, buffer.packets]).toEqual([0, 0, [packet]]);
  buffer.clear();
  expect(buffer.isEmpty).toBe(true);
});

it("two empty ones are no less empty for what is put into another", () => {
  const [one, other] = [new OutgoingBuffer(), new OutgoingBuffer()];
  one.push(packet, callback);
  expect([other.isEmpty, other.take()]).toEqual([true, { packets: [], callbacks: [] }]);
});

it("counts a packet without data, too, so that no number of them is free", () => {
  expect(sizeOf({ type: "noop" })).toBeGreaterThan(0);
  expect(sizeOf(packet) - sizeOf({ type: "message" })).toBe(3);
});
