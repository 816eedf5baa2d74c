import { describe, expect, it } from "vitest";
import { sampleAt } from "../testing/samples.ts";
import { CHARTS } from "./chart-specs.ts";
import { roundUp, toColumns } from "./columns.ts";
import { describeChart } from "./describe-chart.ts";
import { describeTransports, FIGURES, formatLag, formatRate, formatShare } from "./figures.ts";
import { sparklinePath } from "./sparkline.ts";

describe("toColumns", () => {
  it("has the times in seconds, and a column for each line", () => {
    const samples = [sampleAt(1000, { messagesIn: 1 }), sampleAt(2000, { messagesIn: 2, lag: 5 })];
    expect(toColumns(samples, [({ messagesIn }) => messagesIn, ({ lag }) => lag])).toEqual([
      [1, 2],
      [1, 2],
      [0, 5],
    ]);
  });

  it("leaves a gap where nobody watched", () => {
    const samples = [sampleAt(1000, { lag: 1 }), sampleAt(9000, { lag: 2 })];
    expect(toColumns(samples, [({ lag }) => lag])).toEqual([
      [1, 1.001, 9],
      [1, null, 2],
    ]);
  });

  it("has empty columns for no samples", () => expect(toColumns([], [() => 1])).toEqual([[], []]));
});

describe("roundUp", () => {
  it.each([
    [0, 10, 10],
    [10, 10, 10],
    [11, 10, 20],
    [21, 10, 40],
    [333, 10, 400],
    [999, 10, 1000],
    [1000, 10, 1000],
    [0.13, 0.1, 0.2],
    [Number.NaN, 10, 10],
  ])("%d, but at least %d, is %d", (value, least, rounded) =>
    expect(roundUp(value, least)).toBeCloseTo(rounded),
  );
});

describe("sparklinePath", () => {
  const size = { width: 100, height: 20 };

  it("ends at the right edge, the largest value at the top", () => {
    expect(sparklinePath([0, 5, 10], 3, size)).toBe("M0.0 20.0L50.0 10.0L100.0 0.0");
  });

  it("begins further right with fewer values", () => {
    expect(sparklinePath([1, 1], 5, size)).toBe("M75.0 0.0L100.0 0.0");
  });

  it("has only as many values as there is room for", () => {
    expect(sparklinePath([9, 9, 0, 1], 2, size)).toBe("M0.0 20.0L100.0 0.0");
  });

  it("lies at the bottom when nothing happens", () => {
    expect(sparklinePath([0, 0], 2, size)).toBe("M0.0 20.0L100.0 20.0");
  });

  it("is nothing without values", () => expect(sparklinePath([], 60, size)).toBe(""));
});

describe("figures", () => {
  it("says what most connect by", () => {
    const sample = sampleAt(1, {
      connections: 10,
      transports: { polling: 1, websocket: 9, webtransport: 0 },
    });
    expect(describeTransports(sample)).toBe("90 % by WebSocket");
    expect(describeTransports(sampleAt(1))).toBe("nobody is connected");
  });

  it("has tenths where they make a difference", () => {
    expect([0, 0.5, 9.96, 12.4, 2012].map(formatRate)).toEqual(["0", "0.5", "10", "12", "2,012"]);
    expect([0, 0.005, 0.42, 1.5].map(formatShare)).toEqual(["0 %", "0.5 %", "42 %", "150 %"]);
    expect([0, 3].map(formatLag)).toEqual(["0 ms", "3 ms"]);
  });

  it("are told in words", () => {
    const sample = sampleAt(1, { closes: { "ping timeout": 2, "forced close": 1 }, heap: 2e6 });
    const told = FIGURES.map(({ label, pick, format, note }) => [label, format(pick(sample)), note(sample)]);
    expect(told).toContainEqual(["Closed", "3", "in this second"]);
    expect(told).toContainEqual(["Memory", "0 B", "2.0 MB of it heap"]);
  });
});

describe("describeChart", () => {
  const spec = CHARTS[0]!;

  it("says in a sentence what is drawn", () => {
    const samples = [sampleAt(1, { messagesIn: 20 }), sampleAt(2, { messagesIn: 40, messagesOut: 3 })];
    expect(describeChart(spec, samples)).toBe(
      "Messages per second: in 40 now, from 20 to 40 in the last five minutes; " +
        "out 3 now, from 0 to 3 in the last five minutes.",
    );
  });

  it("says when there is nothing", () => {
    expect(describeChart(spec, [])).toBe("Messages per second: nothing has been measured yet.");
  });

  it("knows transports that nobody uses", () => {
    const transports = CHARTS[2]!;
    const samples = [sampleAt(1, { connections: 3, transports: { websocket: 3 } })];
    expect(
      toColumns(
        samples,
        transports.lines.map(({ pick }) => pick),
      ),
    ).toEqual([[0.001], [3], [0], [0]]);
  });
});
