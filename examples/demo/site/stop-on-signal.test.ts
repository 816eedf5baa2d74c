import { EventEmitter, once } from "node:events";

import { describe, expect, it } from "vitest";

import { stopOnSignal } from "./stop-on-signal.ts";

class FakeProcess extends EventEmitter {
  exit(code: number): void {
    this.emit("exit", code);
  }
}

describe("stopOnSignal", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"])("closes once and exits with 0 after %s", async (signal) => {
    const source = new FakeProcess();
    let closings = 0;
    stopOnSignal(source, async () => {
      closings += 1;
    });
    const exited = once(source, "exit");
    source.emit(signal);
    source.emit(signal);
    expect(await exited).toEqual([0]);
    expect(closings).toBe(1);
  });

  it("exits with 1 when closing fails", async () => {
    const source = new FakeProcess();
    stopOnSignal(source, () => Promise.reject(new Error("no")));
    const exited = once(source, "exit");
    source.emit("SIGTERM");
    expect(await exited).toEqual([1]);
  });
});
