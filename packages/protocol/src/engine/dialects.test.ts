import { expect, test } from "vitest";
import { portableBytes } from "../kernel/index.ts";
import { createDialects } from "./dialects.ts";

test("each dialect stands under its revision", () => {
  const dialects = createDialects(portableBytes);
  expect(dialects[3].protocol).toBe(3);
  expect(dialects[4].protocol).toBe(4);
});
