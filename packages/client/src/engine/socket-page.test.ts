import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Socket } from "./socket.ts";
import type { SocketOptions } from "./socket-options.ts";
import { createLab, handshake, type Lab } from "./testing/fake-transport.ts";

let lab: Lab;
let page: EventTarget;
let listening: string[];

beforeEach(() => {
  lab = createLab();
  page = new EventTarget();
  listening = [];
  vi.stubGlobal(
    "addEventListener",
    (name: string, listener: () => void, options: AddEventListenerOptions) => {
      listening.push(name);
      options.signal?.addEventListener("abort", () => listening.splice(listening.indexOf(name), 1));
      page.addEventListener(name, listener, options);
    },
  );
});
afterEach(() => void vi.unstubAllGlobals());

const open = (options: SocketOptions = {}): Socket => {
  const socket = lab.open(["polling"], options);
  lab.made[0]!.opened();
  lab.made[0]!.receive("open", handshake());
  lab.take();
  return socket;
};

/** What the page tells when it is left: it may be kept for a return or not. */
const leave = (persisted: boolean): void => {
  page.dispatchEvent(Object.assign(new Event("pagehide"), { persisted }));
};

test("a page that the browser keeps for a return loses its connection at once", () => {
  const socket = open();
  leave(true);
  expect([lab.take(), socket.readyState]).toEqual([["polling: close", "close transport close"], "closed"]);
  expect(listening).toEqual([]);
});

test("of a page that is left, the end of a request is no error; all else goes on", () => {
  const socket = open();
  leave(false);
  lab.made[0]!.fail("xhr poll error");
  lab.made[0]!.receive("message", "still there");
  expect([lab.take(), socket.readyState]).toEqual([["message still there"], "open"]);
  lab.made[0]!.gone();
  expect(lab.take()).toEqual(["close transport close"]);
  expect(listening).toEqual([]);
});

test("a page that goes offline loses its connection at once", () => {
  open();
  page.dispatchEvent(new Event("offline"));
  expect(lab.take()).toEqual([
    "polling: close",
    'close transport close {"description":"network connection lost"}',
  ]);
  expect(listening).toEqual([]);
});

test.each([
  ["http://localhost:3000", ["pagehide"]],
  ["http://127.0.0.1:3000", ["pagehide", "offline"]],
])("at %s listens for %j: localhost needs no network", (uri, events) => {
  const socket = new Socket(uri, { transports: [lab.transport("polling")] });
  expect(listening).toEqual(events);
  socket.close();
  expect(listening).toEqual([]);
});

test("a session without a transport leaves nothing behind", () => {
  lab.open([]);
  expect(listening).toEqual([]);
});

test("closes silently before the page goes, if asked to", () => {
  const socket = open({ closeOnBeforeunload: true });
  page.dispatchEvent(new Event("beforeunload"));
  expect([lab.take(), socket.readyState]).toEqual([["polling: close"], "open"]);
  lab.made[0]!.receive("message", "unheard");
  expect(lab.take()).toEqual([]);
  socket.close();
  expect(listening).toEqual([]);
});

test("stays open otherwise", () => {
  const socket = open();
  page.dispatchEvent(new Event("beforeunload"));
  expect(lab.take()).toEqual([]);
  socket.close();
});
