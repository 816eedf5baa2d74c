import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { HttpRecord } from "../../wire/index.ts";
import { createFakeNetwork } from "../testing/fake-network.ts";
import { TracedRequest } from "./traced-request.ts";

let lab: ReturnType<typeof createFakeNetwork>;
beforeEach(() => {
  vi.useFakeTimers();
  lab = createFakeNetwork();
});
afterEach(() => void vi.useRealTimers());

function send(body?: string) {
  const request = new TracedRequest(lab.network);
  const ends: unknown[] = [];
  request.onloadend = () => ends.push([request.status, request.responseText]);
  request.withCredentials = true;
  request.open(body === undefined ? "GET" : "POST", "http://host/socket.io/?EIO=4");
  request.setRequestHeader("x-color", "red");
  request.send(body);
  return { request, ends };
}

function record(): Partial<HttpRecord> {
  lab.recorder.lines.peek();
  vi.advanceTimersByTime(20);
  return lab.recorder.lines.peek()[0]!.record as HttpRecord;
}

test("passes a request and its answer, and writes both down", () => {
  const { ends } = send("4hello");
  const [real] = lab.requests;
  expect(real).toMatchObject({ method: "POST", body: "4hello", withCredentials: true });
  expect(real!.headers).toEqual({ "x-color": "red" });
  expect(record()).toMatchObject({ kind: "http", method: "POST", requestBody: "4hello" });
  real!.answer(200, "ok");
  expect(ends).toEqual([[200, "ok"]]);
  expect(record()).toMatchObject({ id: 0, status: 200, responseBody: "ok" });
  expect(record().endedAt).toBeGreaterThanOrEqual(record().at!);
  expect(lab.recorder.lastAnswer).toEqual({ status: 200, body: "ok" });
});

test("a request without an answer fails as in a browser", () => {
  const { ends } = send();
  lab.requests[0]!.answer(0);
  expect(ends).toEqual([[0, ""]]);
  expect(record().error).toContain("no answer");
});

test("a request that the browser refuses fails later", () => {
  lab.network.faults.setLatency(10);
  const { ends } = send();
  const createRequest = lab.network.ports.createRequest.bind(lab.network.ports);
  vi.spyOn(lab.network.ports, "createRequest").mockImplementation(() =>
    Object.assign(createRequest(), { refusesToSend: true }),
  );
  vi.advanceTimersByTime(20);
  expect(ends).toEqual([[0, ""]]);
  expect(record().error).toContain("refuses");
});

test("when the network is cut, what is open breaks off, and nothing new gets through", () => {
  const open = send();
  lab.faults.setCut(true);
  expect(open.ends).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(open.ends).toEqual([[0, ""]]);
  expect(lab.requests[0]!.isAborted).toBe(true);
  const next = send();
  expect([next.ends, lab.requests.length]).toEqual([[], 1]);
  vi.advanceTimersByTime(1);
  expect(next.ends).toEqual([[0, ""]]);
  expect(record().error).toContain("cut");
  lab.faults.setCut(false);
  send();
  expect(lab.requests).toHaveLength(2);
});

test("on a deaf network it neither leaves nor fails, and goes on later", () => {
  lab.faults.setDeaf(true);
  const { ends } = send();
  vi.advanceTimersByTime(1e6);
  expect([lab.requests.length, ends]).toEqual([0, []]);
  lab.faults.setDeaf(false);
  vi.advanceTimersByTime(1);
  lab.faults.setDeaf(true);
  lab.requests[0]!.answer(200, "late");
  vi.advanceTimersByTime(1e6);
  expect(ends).toEqual([]);
  lab.faults.setDeaf(false);
  vi.advanceTimersByTime(1);
  expect(ends).toEqual([[200, "late"]]);
});

test("latency counts each way", () => {
  lab.faults.setLatency(100);
  const { ends } = send();
  vi.advanceTimersByTime(101);
  lab.requests[0]!.answer(200, "0");
  vi.advanceTimersByTime(99);
  expect(ends).toEqual([]);
  vi.advanceTimersByTime(2);
  expect(ends).toEqual([[200, "0"]]);
});

test("is given up like a request of the browser, before and after it has left", () => {
  const { request, ends } = send();
  request.abort();
  expect(ends).toEqual([[0, ""]]);
  expect(lab.requests[0]!.isAborted).toBe(true);
  request.abort();
  new TracedRequest(lab.network).abort();
  expect(ends).toHaveLength(1);
  lab.faults.setDeaf(true);
  const held = send();
  held.request.abort();
  lab.faults.setDeaf(false);
  vi.advanceTimersByTime(1);
  expect([lab.requests.length, held.ends]).toEqual([1, [[0, ""]]]);
});
