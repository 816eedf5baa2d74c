import { expect, test } from "vitest";
import { parsePageMeta } from "./page-meta.ts";

test.each([null, undefined, "", "{", "1", "null"])("%j is no console", (content) =>
  expect(parsePageMeta(content)).toBeUndefined(),
);

test("what is not said is as usual", () => {
  const usual = { path: "/socket.io", namespace: "/sockeye-console", open: false };
  expect(parsePageMeta("{}")).toEqual(usual);
  const said = { path: "/ws", namespace: "/admin", open: true };
  expect(parsePageMeta(JSON.stringify(said))).toEqual(said);
});
