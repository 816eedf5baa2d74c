import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Socket } from "./socket.ts";
import type { SocketOptions } from "./socket-options.ts";
import { createLab, handshake, type FakeTransport, type Lab } from "./testing/fake-transport.ts";

let lab: Lab;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  Socket.priorWebsocketSuccess = false;
  lab = createLab();
});
afterEach(() => void vi.useRealTimers());

interface Session {
  readonly socket: Socket;
  readonly polling: FakeTransport;
  /** The first transport that is tried. */
  readonly other: FakeTransport;
}

/** A session over polling that has just opened, with attempts at the others under way. */
const openSession = (names = ["websocket"], options: SocketOptions = {}): Session => {
  const socket = lab.open(["polling", ...names], options);
  const polling = lab.made[0]!;
  polling.opened();
  polling.receive("open", handshake({ upgrades: ["unknown", ...names] }));
  lab.take();
  return { socket, polling, other: lab.made[1]! };
};

/** The same, as far as the answer to the probe. */
const openUpgrading = (): Session => {
  const session = openSession();
  session.other.opened();
  session.other.receive("pong", "probe");
  lab.take();
  return session;
};

test("probes, waits for the pause, and moves", () => {
  const { socket, polling, other } = openSession();
  expect(other.query).toEqual({ EIO: 4, transport: "websocket", sid: "S1" });
  other.opened();
  expect(lab.take()).toEqual(["websocket: ping=probe"]);
  socket.send("m1");
  other.receive("pong", "probe");
  expect([socket.upgrading, Socket.priorWebsocketSuccess]).toEqual([true, true]);
  socket.send("m2");
  polling.drained();
  polling.receive("message", "on the way");
  expect(lab.take()).toEqual([
    "polling: message=m1",
    "flush",
    "upgrading websocket",
    "polling: pause",
    "message on the way",
  ]);
  polling.paused();
  expect([socket.upgrading, socket.transport]).toEqual([false, other]);
  socket.send("m3");
  other.drained();
  expect(lab.take()).toEqual([
    "websocket: upgrade",
    "upgrade websocket",
    "websocket: message=m2 message=m3",
    "flush",
  ]);
  other.drained();
  other.receive("message", "new");
  polling.receive("message", "old");
  polling.fail("old");
  polling.gone();
  expect([lab.take(), socket.readyState]).toEqual([["drain", "message new"], "open"]);
  other.gone({ description: "over" });
  expect(lab.take()).toEqual(['close transport close {"description":"over"}']);
});

test.each<[name: string, act: (other: FakeTransport) => void, log: string[]]>([
  ["another packet", (other) => other.receive("noop"), ["websocket: close", "upgradeError probe error"]],
  ["another pong", (other) => other.receive("pong", "x"), ["websocket: close", "upgradeError probe error"]],
  [
    "another probe",
    (other) => other.receive("ping", "probe"),
    ["websocket: close", "upgradeError probe error"],
  ],
  ["an error", (other) => other.fail("bad"), ["websocket: close", "upgradeError probe error: Error: bad"]],
  ["a close", (other) => other.gone(), ["upgradeError probe error: transport closed"]],
])("%s ends the attempt, once, and the session goes on", (_name, act, log) => {
  const { socket, polling, other } = openSession();
  const errors: unknown[] = [];
  socket.on("upgradeError", (error) => errors.push((error as Error & { transport: string }).transport));
  other.opened();
  lab.take();
  act(other);
  expect([lab.take(), errors]).toEqual([log, ["websocket"]]);
  other.receive("pong", "probe");
  other.fail("again");
  other.gone();
  socket.send("x");
  expect([lab.take(), socket.upgrading]).toEqual([["polling: message=x", "flush"], false]);
  polling.gone();
});

test("one that cannot even open", () => {
  const { socket, other } = openSession();
  other.fail("refused");
  expect(lab.take()).toEqual(["websocket: close", "upgradeError probe error: Error: refused"]);
  expect([socket.readyState, Socket.priorWebsocketSuccess]).toEqual(["open", false]);
});

test.each<[name: string, act: (session: Session) => void, log: string[]]>([
  ["lost", ({ polling }) => polling.gone(), ["close transport close"]],
  ["closed", ({ socket }) => void socket.close(), ["polling: close", "close forced close"]],
  ["broken", ({ polling }) => polling.fail("x"), ["error x", "polling: close", "close transport error x"]],
])("a session that is %s ends the attempt", (_name, act, log) => {
  const session = openSession();
  session.other.opened();
  lab.take();
  act(session);
  expect(lab.take()).toEqual([...log, "websocket: close", "upgradeError probe error: socket closed"]);
  session.other.receive("pong", "probe");
  expect(lab.take()).toEqual([]);
});

test.each<[name: string, act: (other: FakeTransport) => void]>([
  ["fails", (other) => other.fail("bad")],
  ["closes", (other) => other.gone()],
])("one that %s while the session pauses lets polling go on", (_name, act) => {
  const { socket, polling, other } = openUpgrading();
  socket.send("waits");
  act(other);
  expect([socket.upgrading, lab.take().at(-1)]).toEqual([true, expect.stringMatching(/^upgradeError/)]);
  polling.paused();
  expect([socket.upgrading, socket.transport]).toEqual([false, polling]);
  expect(lab.take()).toEqual(["polling: open", "polling: message=waits", "flush"]);
  polling.drained();
  polling.receive("message", "in");
  expect(lab.take()).toEqual(["drain", "message in"]);
});

test("a transport with a pause of its own is not opened again", () => {
  const { socket, polling, other } = openUpgrading();
  other.gone();
  Object.assign(polling, { readyState: "open" });
  (polling as unknown as { onPause: () => void }).onPause();
  socket.send("x");
  expect(lab.take().slice(1)).toEqual(["polling: message=x", "flush"]);
});

test("a session that ends while it pauses stays ended", () => {
  const { socket, polling } = openUpgrading();
  polling.gone();
  expect(lab.take()).toEqual([
    "close transport close",
    "websocket: close",
    "upgradeError probe error: socket closed",
  ]);
  polling.paused();
  expect([lab.take(), socket.readyState]).toEqual([[], "closed"]);
});

test("closing waits for the move", () => {
  const { socket, polling, other } = openUpgrading();
  socket.send("last").close();
  polling.paused();
  expect(lab.take()).toEqual(["websocket: upgrade", "upgrade websocket"]);
  other.drained();
  other.drained();
  expect([lab.take(), socket.readyState]).toEqual([
    ["websocket: message=last", "flush", "drain", "websocket: close", "close forced close"],
    "closed",
  ]);
});

test("closing with nothing to send waits for the move, too", () => {
  const { socket, polling } = openUpgrading();
  socket.close();
  expect([lab.take(), socket.readyState]).toEqual([[], "closing"]);
  polling.paused();
  expect(lab.take()).toEqual([
    "websocket: upgrade",
    "upgrade websocket",
    "websocket: close",
    "close forced close",
  ]);
});

test("closing does not wait for a move that fails", () => {
  const { socket, other } = openUpgrading();
  socket.close();
  other.gone();
  expect([lab.take(), socket.readyState]).toEqual([
    ["upgradeError probe error: transport closed", "close forced close"],
    "closed",
  ]);
});

test("the first that answers wins", () => {
  const { socket, polling, other } = openSession(["websocket", "custom"]);
  const third = lab.made[2]!;
  other.opened();
  third.opened();
  lab.take();
  third.receive("pong", "probe");
  other.receive("pong", "probe");
  expect(lab.take()).toEqual(["upgrading custom", "websocket: close", "polling: pause"]);
  polling.paused();
  expect([socket.transport, Socket.priorWebsocketSuccess]).toEqual([third, false]);
});

test("WebTransport has a head start", () => {
  openSession(["websocket", "webtransport"]);
  const opened = (): string[] => lab.log.filter((line) => line.endsWith("open"));
  lab.open([]);
  expect(lab.made.map(({ name }) => name)).toEqual(["polling", "websocket", "webtransport"]);
  const [, websocket, webtransport] = lab.made;
  expect((webtransport as unknown as { readyState: string }).readyState).toBe("opening");
  vi.advanceTimersByTime(199);
  expect(opened()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(opened()).toEqual(["websocket: open"]);
  expect((websocket as unknown as { readyState: string }).readyState).toBe("opening");
});

test("whoever waits behind WebTransport does not open when the session has ended", () => {
  const { polling } = openSession(["websocket", "webtransport"]);
  polling.gone();
  expect(lab.take()).toContain("upgradeError probe error: socket closed");
  vi.advanceTimersByTime(1000);
  expect(lab.take()).toEqual([]);
});

test.each<[name: string, names: string[], upgrades: string[], options: SocketOptions, made: string[]]>([
  ["without `upgrade`", ["polling", "websocket"], ["websocket"], { upgrade: false }, ["polling"]],
  ["what the client does not have", ["polling"], ["websocket"], {}, ["polling"]],
  ["what the server does not offer", ["polling", "websocket"], [], {}, ["polling"]],
  ["the same again", ["polling", "websocket"], ["polling"], {}, ["polling"]],
  [
    "a flood of offers",
    ["polling", "websocket"],
    Array.from({ length: 1000 }, () => "websocket"),
    {},
    ["polling", "websocket"],
  ],
])("does not try %s", (_name, names, upgrades, options, made) => {
  lab.open(names, options);
  lab.made[0]!.opened();
  lab.made[0]!.receive("open", handshake({ upgrades }));
  expect(lab.made.map(({ name }) => name)).toEqual(made);
});
