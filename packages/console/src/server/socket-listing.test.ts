import type { Namespace } from "@sockeye/server";
import { describe, expect, it } from "vitest";
import { listRooms } from "./listing.ts";
import { describeRow, listSockets } from "./socket-listing.ts";

/** A socket as it comes over WebTransport, where there is no request to have an address. */
function fakeSocket(id: string, queued: number, rooms: readonly string[] = [id]): unknown {
  return {
    id,
    rooms: new Set(rooms),
    handshake: { issued: 7 },
    conn: { transportName: "webtransport", writeBuffer: Array.from({ length: queued }) },
  };
}

function fakeNamespace(sockets: readonly (readonly [id: string, queued: number])[]): Namespace {
  return {
    sockets: new Map(sockets.map(([id, queued]) => [id, fakeSocket(id, queued)])),
    adapter: {
      rooms: new Map([
        ["b", new Set(["1", "gone"])],
        ["a", new Set(["1"])],
        ["c", new Set(["1"])],
      ]),
      sids: new Map(),
    },
  } as unknown as Namespace;
}

const QUERY = { namespace: "/", offset: 0, limit: 10, sort: "queue" } as const;

describe("a list of sockets", () => {
  it("has those first that wait most", () => {
    const namespace = fakeNamespace([
      ["1", 0],
      ["2", 5],
      ["3", 0],
      ["4", 9],
    ]);
    expect(listSockets(namespace, QUERY).rows.map(({ id, queued }) => [id, queued])).toEqual([
      ["4", 9],
      ["2", 5],
      ["1", 0],
      ["3", 0],
    ]);
  });

  it("has nothing to search in where nothing is known", () => {
    const namespace = fakeNamespace([["1", 0]]);
    expect(listSockets(namespace, { ...QUERY, search: "10.0" }).total).toBe(0);
    expect(listSockets(namespace, { ...QUERY, room: "b" }).rows).toMatchObject([{ id: "1", address: "" }]);
  });

  it("counts the rooms of a socket without its own, which it may have left", () => {
    const row = describeRow(fakeSocket("x", 0, ["kitchen"]) as Parameters<typeof describeRow>[0]);
    expect(row).toEqual({
      id: "x",
      address: "",
      transport: "webtransport",
      connectedAt: 7,
      rooms: 1,
      queued: 0,
    });
  });
});

describe("a list of rooms", () => {
  it("is in order of size, and then of names", () => {
    const { rows } = listRooms(fakeNamespace([]), { offset: 0, limit: 10 });
    expect(rows.map(({ name }) => name)).toEqual(["b", "a", "c"]);
  });
});
