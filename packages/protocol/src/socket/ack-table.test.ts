import { expect, test, vi } from "vitest";
import { AckTable, MAX_PENDING_ACKS, type AckCallback } from "./ack-table.ts";

const ids = (table: AckTable) => [...table.keys()];
const callback = (): AckCallback => vi.fn();

function createTable(maxPendingAcks: number) {
  const dropped: number[] = [];
  const table = new AckTable({ maxPendingAcks, onDropped: (_callback, id) => void dropped.push(id) });
  return { table, dropped };
}

test("is the map that other packages know", () => {
  const table = new AckTable();
  const ack = callback();
  expect(table.set(1, ack).get(1)).toBe(ack);
  expect([table instanceof Map, table.has(1), table.size]).toEqual([true, true, 1]);
  expect([table.delete(1), table.delete(1), table.size]).toEqual([true, false, 0]);
  table.set(1, ack).clear();
  expect(table.size).toBe(0);
});

test("gives a callback once", () => {
  const { table } = createTable(2);
  const ack = callback();
  table.set(0, ack);
  expect([table.take(0), table.take(0), table.take(1)]).toEqual([ack, undefined, undefined]);
});

test("drops the oldest above its limit, and says so", () => {
  const onDropped = vi.fn();
  const table = new AckTable({ maxPendingAcks: 3, onDropped });
  const first = callback();
  table.set(0, first);
  for (const id of [1, 2]) table.set(id, callback());
  expect(onDropped).not.toHaveBeenCalled();
  table.set(3, callback());
  expect(onDropped.mock.calls).toEqual([[first, 0]]);
  expect(ids(table)).toEqual([1, 2, 3]);
  expect(first).not.toHaveBeenCalled();
});

test("does not drop those that are pinned", () => {
  const { table, dropped } = createTable(2);
  for (const id of [0, 1]) table.setPinned(id, callback());
  table.setPinned(2, callback());
  expect([ids(table), dropped]).toEqual([[0, 1, 2], []]);
  table.set(3, callback());
  expect([ids(table), dropped]).toEqual([[0, 1, 2], [3]]);
});

test("what was acknowledged, or was pinned since, is not dropped", () => {
  const { table, dropped } = createTable(3);
  for (const id of [0, 1, 2]) table.set(id, callback());
  table.take(0);
  table.setPinned(1, callback());
  table.set(3, callback());
  table.set(4, callback());
  expect([ids(table), dropped]).toEqual([[1, 3, 4], [2]]);
  table.clear();
  table.set(5, callback());
  expect([ids(table), dropped]).toEqual([[5], [2]]);
});

test("has room for one that is pinned as long as there is a place, or one to drop", () => {
  const { table, dropped } = createTable(2);
  table.setPinned(0, callback());
  expect(table.hasRoom).toBe(true);
  table.setPinned(1, callback());
  expect(table.hasRoom).toBe(false);
  table.delete(0);
  table.set(2, callback());
  expect(table.hasRoom).toBe(true);
  table.setPinned(3, callback());
  expect([ids(table), dropped, table.hasRoom]).toEqual([[1, 3], [2], false]);
});

test("one that may be dropped is not kept where all others are pinned", () => {
  const { table, dropped } = createTable(1);
  table.setPinned(0, callback());
  table.set(1, callback());
  expect([ids(table), dropped]).toEqual([[0], [1]]);
});

test("has a limit by default, and need not tell anybody", () => {
  const table = new AckTable();
  for (let id = 0; id <= MAX_PENDING_ACKS; id++) table.set(id, callback());
  expect([table.size, table.has(0), table.has(1)]).toEqual([MAX_PENDING_ACKS, false, true]);
});
