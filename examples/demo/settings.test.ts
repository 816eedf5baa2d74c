import { describe, expect, it } from "vitest";

import { readSettings } from "./settings.ts";

describe("readSettings", () => {
  it("leaves to the defaults what the environment does not say", () => {
    expect(readSettings({})).toEqual({});
    expect(readSettings({ PORT: "", HOST: "" })).toEqual({});
  });

  it("reads port, host and production", () => {
    expect(readSettings({ PORT: "0", HOST: "::1" })).toEqual({ port: 0, host: "::1" });
    expect(readSettings({ PORT: "65535" })).toEqual({ port: 65_535 });
    expect(readSettings({ NODE_ENV: "production" })).toEqual({ cacheControl: "public, max-age=300" });
  });

  it.each(["x", "-1", "65536", "1.5", "1e3", " 80"])("says what is wrong with PORT=%s", (PORT) => {
    expect(() => readSettings({ PORT })).toThrow(`PORT is "${PORT}"`);
  });
});
