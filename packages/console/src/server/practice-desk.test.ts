import { describe, expect, it } from "vitest";
import type { PracticeControl } from "./practice-control.ts";
import { PracticeDesk } from "./practice-desk.ts";
import { askFor, ConsoleBench, once } from "./testing/console-bench.ts";

class FakePractice implements PracticeControl {
  readonly url = "http://localhost:3001";
  readonly log: string[] = [];
  running = true;
  #listener = (): void => {};

  async start(): Promise<void> {
    await this.#become("start", true);
  }

  async kill(): Promise<void> {
    await this.#become("kill", false);
  }

  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  async #become(what: string, running: boolean): Promise<void> {
    this.log.push(`${what}…`);
    await Promise.resolve();
    this.running = running;
    this.log.push(what);
    this.#listener();
  }
}

describe("the practice server", () => {
  it("is killed and started again from a page, and all pages hear of it", async () => {
    const practice = new FakePractice();
    const bench = await new ConsoleBench({ practice }).listen();
    const [page, other] = [await bench.page(), await bench.page()];
    const { url } = practice;
    expect((await askFor(page, "watch", false)).info.practice).toBe(true);
    expect(await askFor(page, "practice", "status")).toEqual({ running: true, url });
    const news = once(other, "practice");
    expect(await askFor(page, "practice", "kill")).toEqual({ running: false, url });
    expect(await news).toEqual([{ running: false, url }]);
    expect(await askFor(page, "practice", "start")).toEqual({ running: true, url });
    await bench.dispose();
  });

  it("gets one wish after the other, also when one fails", async () => {
    const practice = new FakePractice();
    const desk = new PracticeDesk(practice);
    await Promise.all([desk.wish("kill"), desk.wish("start"), desk.wish("status")]);
    expect(practice.log).toEqual(["kill…", "kill", "start…", "start"]);
    practice.kill = () => Promise.reject(new Error("it will not die"));
    await expect(desk.wish("kill")).rejects.toThrow("it will not die");
    expect(await desk.wish("start")).toEqual({ running: true, url: practice.url });
  });
});
