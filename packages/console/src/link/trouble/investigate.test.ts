import { describe, expect, test, vi } from "vitest";
import type { Finding } from "../../contract/index.ts";
import { defaultSetup } from "../setups/default-setup.ts";
import { investigate, type Investigators } from "./investigate.ts";
import { Troubleshooter } from "./troubleshooter.ts";
import type { Trouble } from "./trouble.ts";

const setup = defaultSetup({ origin: "http://host:1234" });
const refused: Finding = { kind: "unreachable", found: "Refused.", advice: "Start it." };

const investigators = (change: Partial<Investigators> = {}): Investigators => ({
  origin: "http://page",
  diagnose: () => Promise.reject(new Error("not here")),
  probe: () => Promise.resolve(true),
  ...change,
});

describe("looking into it", () => {
  test("the server of the page knows best", async () => {
    const diagnose = vi.fn(() => Promise.resolve(refused));
    const found = await investigate({ ...setup, url: "wss://host:1234" }, investigators({ diagnose }));
    expect(found).toEqual({ found: "Refused.", advice: "Start it." });
    expect(diagnose).toHaveBeenCalledWith({
      url: "https://host:1234",
      path: "/socket.io/",
      origin: "http://page",
    });
  });

  test.each(["reachable", "unclear"] as const)(
    "what is %s from there is looked at from here",
    async (kind) => {
      const probe = vi.fn(() => Promise.resolve(false));
      const diagnose = () => Promise.resolve({ ...refused, kind });
      const found = await investigate(setup, investigators({ diagnose, probe }));
      expect(found?.found).toBe("Nothing can be reached at host:1234.");
      expect(probe).toHaveBeenCalledWith("http://host:1234/socket.io/?EIO=4&transport=polling");
    },
  );

  test("CORS, or a proxy without upgrade, or nothing that could be said", async () => {
    expect((await investigate(setup, investigators()))?.found).toContain("(CORS)");
    const bySocket = { ...setup, transports: ["websocket"] as const };
    expect((await investigate(bySocket, investigators()))?.found).toContain("does not open a WebSocket");
    expect(await investigate(setup, investigators({ origin: "http://host:1234" }))).toBeUndefined();
  });
});

describe("a series of failures", () => {
  const failure = {
    message: "timeout",
    isRefusal: false,
    setup,
    page: { protocol: "http:", isOnline: true },
    faults: { isCut: false, blocksWebSocket: false, isDeaf: false },
  };
  const insight: Trouble = { found: "Found.", advice: "Mend it." };

  test("is looked into once", async () => {
    const told: string[] = [];
    const look = vi.fn(() => Promise.resolve(insight));
    const troubleshooter = new Troubleshooter(look, ({ found }) => told.push(found));
    troubleshooter.onFailure(failure);
    await vi.waitFor(() => expect(told).toEqual(["Nothing came from host:1234 in time.", "Found."]));
    troubleshooter.onFailure(failure);
    expect(told.at(-1)).toBe("Found.");
    troubleshooter.onFailure({ ...failure, isRefusal: true, message: "no" });
    expect(told.at(-1)).toContain("refuses");
    expect(look).toHaveBeenCalledOnce();
    troubleshooter.reset();
    troubleshooter.onFailure(failure);
    expect(look).toHaveBeenCalledTimes(2);
  });

  test("what is found too late, or not at all, is not told", async () => {
    const told: string[] = [];
    let resolve: (trouble: Trouble) => void = () => {};
    const promise = new Promise<Trouble>((settle) => (resolve = settle));
    const troubleshooter = new Troubleshooter(
      () => promise,
      ({ found }) => told.push(found),
    );
    troubleshooter.onFailure(failure);
    troubleshooter.reset();
    resolve(insight);
    await promise;
    const other = new Troubleshooter(
      () => Promise.reject(new Error("it failed")),
      ({ found }) => told.push(found),
    );
    other.onFailure(failure);
    await Promise.resolve();
    expect(told).toHaveLength(2);
  });
});
