import { describe, expect, it } from "vitest";

import { wantsBrowser } from "./open-browser.ts";

describe("wantsBrowser", () => {
  it.each([
    [{}, true, true],
    [{ SOCKEYE_OPEN: "1" }, true, true],
    [{ SOCKEYE_OPEN: "0" }, true, false],
    [{ CI: "true" }, true, false],
    [{}, false, false],
  ])("with %j, at a terminal: %j -> %j", (environment, isTerminal, wanted) => {
    expect(wantsBrowser(environment, isTerminal)).toBe(wanted);
  });
});
