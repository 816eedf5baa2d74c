import { effect } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BoundedFeed } from "./bounded-feed.ts";

interface Item {
  readonly id: number;
  readonly text: string;
}

let feed: BoundedFeed<Item>;
beforeEach(() => {
  vi.useFakeTimers();
  feed = new BoundedFeed<Item>({ items: 3, weight: 100, weigh: ({ text }) => text.length });
});
afterEach(() => void vi.useRealTimers());

const append = (text: string): Item => feed.append((id) => ({ id, text }));
const texts = (): string[] => {
  vi.advanceTimersByTime(16);
  return feed.items.peek().map(({ text }) => text);
};

test("a thousand items are published together", () => {
  const published = vi.fn();
  const stop = effect(() => void published(feed.items.value.length));
  for (let count = 0; count < 1_000; count++) append(String(count));
  expect(published.mock.calls).toEqual([[0]]);
  vi.advanceTimersByTime(16);
  expect(published.mock.calls).toEqual([[0], [3]]);
  append("more");
  vi.advanceTimersByTime(16);
  expect(published).toHaveBeenCalledTimes(3);
  stop();
});

test("what was published does not change", () => {
  append("a");
  texts();
  const before = feed.items.peek();
  append("b");
  expect(texts()).toEqual(["a", "b"]);
  expect(before).toHaveLength(1);
});

test("the oldest go, by number and by weight", () => {
  for (const text of ["a", "b", "c", "d"]) append(text);
  expect(texts()).toEqual(["b", "c", "d"]);
  append("x".repeat(99));
  expect(texts()).toEqual(["d", "x".repeat(99)]);
  append("y".repeat(1_000));
  expect(texts()).toEqual(["y".repeat(1_000)]);
});

test("between two publications it holds twice as much at most", () => {
  for (let count = 0; count < 100; count++) append("x".repeat(90));
  expect(texts()).toEqual(["x".repeat(90)]);
});

test("items change in their place, as long as they are there", () => {
  const [a, b] = [append("a"), append("b")];
  feed.update(b.id, (item) => ({ ...item, text: "B" }));
  expect(texts()).toEqual(["a", "B"]);
  for (const text of ["c", "d"]) append(text);
  texts();
  feed.update(a.id, () => ({ id: 0, text: "gone" }));
  feed.update(99, () => ({ id: 99, text: "never there" }));
  expect(texts()).toEqual(["B", "c", "d"]);
});

test("numbers go on after it was emptied, which is seen at once", () => {
  append("a");
  texts();
  feed.clear();
  expect(feed.items.peek()).toEqual([]);
  expect(append("b").id).toBe(1);
  feed.update(1, (item) => ({ ...item, text: "B" }));
  feed.update(0, () => ({ id: 0, text: "gone" }));
  expect(texts()).toEqual(["B"]);
});
