import { EventEmitter } from "node:events";
import type { Socket as EngineSocket } from "@sockeye/server/engine";
import { describe, expect, it } from "vitest";
import { OwnConnections } from "./own-connections.ts";
import type { Totals } from "./totals.ts";

const TOTALS: Totals = {
  connections: 10,
  transports: new Map([
    ["websocket", 7],
    ["polling", 3],
  ]),
  sockets: 9,
  traffic: { messagesIn: 100, messagesOut: 100, bytesIn: 100, bytesOut: 100 },
  queued: 5,
  closes: new Map([
    ["transport close", 4],
    ["ping timeout", 1],
  ]),
};

class FakeConnection extends EventEmitter {
  readonly transportName = "websocket";
}

function add(own: OwnConnections): FakeConnection {
  const connection = new FakeConnection();
  own.add(connection as unknown as EngineSocket);
  return connection;
}

describe("the pages' own connections", () => {
  it("are taken out of the totals", () => {
    const own = new OwnConnections();
    expect(own.takeFrom(TOTALS)).toEqual(TOTALS);
    add(own);
    add(own).emit("close", "transport close");
    expect(own.takeFrom(TOTALS)).toEqual({
      ...TOTALS,
      connections: 9,
      transports: new Map([
        ["websocket", 6],
        ["polling", 3],
      ]),
      closes: new Map([
        ["transport close", 3],
        ["ping timeout", 1],
      ]),
    });
  });

  it("are taken out with their messages, also when they are gone", () => {
    const own = new OwnConnections();
    const connection = add(own);
    own.add(connection as unknown as EngineSocket);
    connection.emit("packet", { type: "message", data: "12345" });
    connection.emit("packet", { type: "message" });
    connection.emit("packet", { type: "pong" });
    connection.emit("packetCreate", { type: "message", data: Buffer.of(1, 2, 3) });
    connection.emit("packetCreate", { type: "message" });
    connection.emit("packetCreate", { type: "ping" });
    connection.emit("close", "forced close");
    expect(own.takeFrom(TOTALS).traffic).toEqual({
      messagesIn: 98,
      messagesOut: 98,
      bytesIn: 95,
      bytesOut: 97,
    });
  });
});
