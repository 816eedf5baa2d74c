import { expect, it } from "vitest";
import { targetOf, type TreeView } from "./tree-keys.ts";

const LEVELS = [1, 2, 2, 1, 1];

const view = (facts: Partial<TreeView>): TreeView => ({
  index: 0,
  levels: (index) => LEVELS[index]!,
  count: LEVELS.length,
  page: 3,
  isOpen: undefined,
  ...facts,
});

it.each<[string, Partial<TreeView>, number | "toggle" | undefined]>([
  ["ArrowDown", { index: -1 }, 0],
  ["ArrowDown", { index: 4 }, 4],
  ["ArrowUp", { index: 2 }, 1],
  ["ArrowUp", { index: -1 }, 4],
  ["PageDown", { index: 3 }, 4],
  ["PageUp", { index: 4 }, 1],
  ["PageUp", { index: -1 }, 4],
  ["Home", { index: 3 }, 0],
  ["End", {}, 4],
  ["Enter", { isOpen: false }, "toggle"],
  [" ", { isOpen: true }, "toggle"],
  ["Enter", {}, undefined],
  ["ArrowRight", { isOpen: false }, "toggle"],
  ["ArrowRight", { isOpen: true }, 1],
  ["ArrowRight", {}, undefined],
  ["ArrowLeft", { isOpen: true }, "toggle"],
  ["ArrowLeft", { index: 2 }, 0],
  ["ArrowLeft", { index: 3 }, undefined],
  ["ArrowLeft", { index: -1 }, undefined],
  ["a", {}, undefined],
  ["ArrowDown", { index: -1, count: 0 }, undefined],
])("%s at %o goes to %s", (key, facts, target) => expect(targetOf(key, view(facts))).toBe(target));
