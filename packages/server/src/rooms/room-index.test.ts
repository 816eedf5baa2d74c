import { describe, expect, it } from "vitest";

import { RoomIndex, type RoomIndexListener } from "./room-index.ts";

const silent: RoomIndexListener = {
  onCreateRoom: () => {},
  onJoinRoom: () => {},
  onLeaveRoom: () => {},
  onDeleteRoom: () => {},
};

function create(listener: Partial<RoomIndexListener> = {}, maxRoomsPerSocket = 1000) {
  return new RoomIndex({ listener: { ...silent, ...listener }, maxRoomsPerSocket });
}

function createTraced() {
  const trace: string[] = [];
  const index = create({
    onCreateRoom: (room) => trace.push(`create ${room}`),
    onJoinRoom: (room, id) => trace.push(`join ${room} ${id}`),
    onLeaveRoom: (room, id) => trace.push(`leave ${room} ${id}`),
    onDeleteRoom: (room) => trace.push(`delete ${room}`),
  });
  return { index, trace };
}

function walked(index: RoomIndex, room: string | undefined, visit: (id: string) => unknown = () => {}) {
  const ids: string[] = [];
  index.walk(room, (id) => {
    ids.push(id);
    visit(id);
  });
  return ids;
}

describe("the room index", () => {
  it("tells of rooms and members that come and go", () => {
    const { index, trace } = createTraced();
    index.add("a", ["r", "s"]);
    index.add("b", ["r"]);
    index.add("a", ["r"]);
    index.remove("a", "s");
    index.remove("a", "s");
    index.remove("nobody", "r");
    index.removeAll("a");
    index.removeAll("a");
    index.removeAll("b");
    expect(trace).toEqual([
      "create r",
      "join r a",
      "create s",
      "join s a",
      "join r b",
      "leave s a",
      "delete s",
      "leave r a",
      "leave r b",
      "delete r",
    ]);
    expect(index.rooms.size).toBe(0);
    expect(index.sids.size).toBe(0);
  });

  it("knows a socket without rooms", () => {
    const index = create();
    index.add("a", []);
    expect(walked(index, undefined)).toEqual(["a"]);
  });

  it("is safe from names that objects have anyway", () => {
    const index = create();
    index.add("__proto__", ["constructor", "__proto__"]);
    expect(walked(index, "constructor")).toEqual(["__proto__"]);
    expect(walked(index, "toString")).toEqual([]);
    expect(({} as Record<string, unknown>)["constructor"]).toBe(Object);
  });

  it("refuses to add a socket to too many rooms, and says what to do", () => {
    const index = create({}, 3);
    index.add("a", ["r", "s"]);
    index.add("a", ["r", "s", "t"]);
    const before = structuredClone(index.rooms);
    expect(() => index.add("a", ["t", "u"])).toThrow(RangeError);
    expect(() => index.add("a", ["u"])).toThrow("raise `maxRoomsPerSocket`");
    expect(() => index.add("b", ["1", "2", "3", "4"])).toThrow("socket b cannot be in more than 3 rooms");
    expect(index.rooms).toEqual(before);
    index.remove("a", "r");
    index.add("a", ["u"]);
    expect([...(index.sids.get("a") ?? [])]).toEqual(["s", "t", "u"]);
  });

  it("leaves no ghost behind when a listener shows the socket the door", () => {
    const index = create({
      onJoinRoom: (room, id) => {
        if (room === "forbidden") index.removeAll(id);
      },
    });
    index.add("a", ["r", "forbidden", "s"]);
    expect(index.rooms.size).toBe(0);
    expect(index.sids.size).toBe(0);
  });

  it("leaves no ghost behind when a listener throws", () => {
    const index = create({
      onLeaveRoom: () => {
        throw new Error("listener");
      },
    });
    index.add("a", ["r", "s"]);
    index.add("b", ["s"]);
    expect(() => index.removeAll("a")).toThrow("listener");
    expect(index.rooms).toEqual(new Map([["s", new Set(["b"])]]));
    expect([...index.sids.keys()]).toEqual(["b"]);
  });
});

describe("a walk through a room that changes meanwhile", () => {
  const members = ["a", "b", "c", "d"];
  const cases: readonly (readonly [string, (index: RoomIndex, id: string) => unknown, readonly string[]])[] =
    [
      ["the visited leave", (index, id) => index.removeAll(id), members],
      ["the next one leaves", (index, id) => id === "a" && index.remove("b", "r"), ["a", "c", "d"]],
      ["one leaves as the first is visited", (index) => index.removeAll("b"), ["a", "c", "d"]],
      ["somebody comes", (index, id) => index.add(`${id}2`, ["r"]), members],
      [
        "the visited leave and come back",
        (index, id) => (index.remove(id, "r"), index.add(id, ["r"])),
        members,
      ],
      ["the next leaves and comes back", (index) => (index.removeAll("b"), index.add("b", ["r"])), members],
      [
        "the room is deleted and founded again",
        (index, id) => {
          if (id !== "a") return;
          for (const member of members) index.remove(member, "r");
          index.add("z", ["r"]);
          index.add("c", ["r"]);
        },
        ["a", "c"],
      ],
      ["walks are nested", (index) => walked(index, "r", (id) => index.add(`${id}3`, ["r"])), members],
    ];

  it.each(cases)("%s", (_name, change, expected) => {
    const index = create();
    for (const id of members) index.add(id, ["r"]);
    expect(walked(index, "r", (id) => change(index, id))).toEqual(expected);
  });

  it("holds for all sockets, too", () => {
    const index = create();
    for (const id of members) index.add(id, ["r"]);
    const change = (id: string) => {
      index.removeAll(id);
      index.add(id, ["r"]);
      index.add(`${id}2`, []);
      index.removeAll("d");
    };
    expect(walked(index, undefined, change)).toEqual(["a", "b", "c"]);
  });

  it("is over when a visit throws", () => {
    const index = create();
    for (const id of members) index.add(id, ["r"]);
    const fail = () => {
      throw new Error("visit");
    };
    expect(() => index.walk("r", fail)).toThrow("visit");
    index.removeAll("a");
    expect(walked(index, "r")).toEqual(["b", "c", "d"]);
  });
});
