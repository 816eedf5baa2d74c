import type { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { systemClock } from "./clock.ts";
import { maskFrom, randomMask } from "./mask-source.ts";
import { connectionDefaults, resolveConnectionOptions } from "./options.ts";

describe("resolveConnectionOptions", () => {
  it("fills in the defaults, also for what was given as undefined", () => {
    const options = resolveConnectionOptions({ maxPayload: undefined as never }, { isServer: true });
    expect(options).toMatchObject({ ...connectionDefaults, isServer: true, lingerTimeout: 2000 });
  });

  it("lingers no longer than it waits for the peer's close frame", () => {
    expect(resolveConnectionOptions({ closeTimeout: 5 }, { isServer: false }).lingerTimeout).toBe(5);
  });

  it.each([
    ["maxPayload", -1],
    ["maxFragments", Number.NaN],
    ["maxBufferedBytes", "64"],
    ["closeTimeout", null],
  ])("refuses %s: %s", (name, value) => {
    expect(() => resolveConnectionOptions({ [name]: value }, { isServer: true })).toThrow(
      new RangeError(`The option "${name}" must be a number that is not negative; Infinity switches it off`),
    );
  });

  it("refuses a policy that it does not know", () => {
    const options = { onBufferFull: "explode" as never };
    expect(() => resolveConnectionOptions(options, { isServer: true })).toThrow("onBufferFull");
  });

  it("leaves out what belongs to other layers", () => {
    const options = { maxPayload: 5, path: "/other" };
    expect(resolveConnectionOptions(options, { isServer: true })).not.toHaveProperty("path");
  });
});

describe("masking keys", () => {
  it("are 32 bits, and every bit is as often set as not", () => {
    const ones = Array.from({ length: 32 }, () => 0);
    const count = 20_000;
    for (let i = 0; i < count; i++) {
      const mask = randomMask();
      for (let bit = 0; bit < 32; bit++) ones[bit]! += (mask >>> bit) & 1;
    }
    // Six standard deviations of a fair coin: 0.5 ± 6 · 0.5 / √count.
    for (const one of ones) expect(Math.abs(one / count - 0.5)).toBeLessThan(3 / Math.sqrt(count));
  });

  it("come from the application when it brings its own", () => {
    const mask = maskFrom((bytes: Buffer) => bytes.set([1, 2, 3, 4]));
    expect(mask()).toBe(0x04030201);
  });
});

describe("the clock of the machine", () => {
  it("never calls back after Infinity", async () => {
    let isCalled = false;
    const cancel = systemClock.schedule(() => (isCalled = true), Infinity);
    await new Promise<void>((resolve) => {
      systemClock.schedule(resolve, 5);
    });
    cancel();
    expect(isCalled).toBe(false);
  });

  it("moves on, calls back and can be told not to", async () => {
    const before = systemClock.now();
    let isCalled = false;
    const cancel = systemClock.schedule(() => (isCalled = true), 0);
    cancel();
    await new Promise<void>((resolve) => {
      systemClock.schedule(resolve, 1);
    });
    expect(isCalled).toBe(false);
    expect(systemClock.now()).toBeGreaterThan(before);
  });
});
