import { describe, expect, it } from "vitest";

import { RoomIndex } from "./room-index.ts";
import { forEachSelected, type Selection } from "./selection.ts";

const listener = { onCreateRoom() {}, onJoinRoom() {}, onLeaveRoom() {}, onDeleteRoom() {} };

function select(index: RoomIndex, rooms: readonly string[], except?: readonly string[]): string[] {
  const ids: string[] = [];
  const selection: Selection = {
    rooms: new Set(rooms),
    except: except === undefined ? undefined : new Set(except),
  };
  forEachSelected(index, selection, (id) => ids.push(id));
  return ids;
}

describe("a selection", () => {
  const index = new RoomIndex({ listener, maxRoomsPerSocket: 100 });
  index.add("a", ["a", "r"]);
  index.add("b", ["b", "r", "s"]);
  index.add("c", ["c", "s"]);
  index.add("d", ["d"]);

  it.each([
    [[], undefined, ["a", "b", "c", "d"]],
    [[], [], ["a", "b", "c", "d"]],
    [[], ["s"], ["a", "d"]],
    [[], ["a"], ["b", "c", "d"]],
    [["r"], undefined, ["a", "b"]],
    [["r"], ["nobody"], ["a", "b"]],
    [["r"], ["r"], []],
    [["r"], ["a", "c"], ["b"]],
    [["r", "s"], undefined, ["a", "b", "c"]],
    [["s", "d", "b"], ["c"], ["b", "d"]],
    [["nobody"], undefined, []],
    [["nobody", "d"], undefined, ["d"]],
  ])("of rooms %j without %j", (rooms, except, expected) => {
    expect(select(index, rooms, except)).toEqual(expected);
  });

  it("takes an array for no rooms, as the published adapter does", () => {
    const ids: string[] = [];
    const selection = { rooms: ["r"], except: ["a"] } as unknown as Selection;
    forEachSelected(index, selection, (id) => ids.push(id));
    expect(ids).toEqual(["a", "b", "c", "d"]);
  });

  it("visits nobody twice who changes rooms meanwhile", () => {
    const changing = new RoomIndex({ listener, maxRoomsPerSocket: 100 });
    for (const id of ["a", "b"]) changing.add(id, ["r"]);
    const ids: string[] = [];
    forEachSelected(changing, { rooms: new Set(["r", "s"]) }, (id) => {
      ids.push(id);
      changing.remove(id, "r");
      changing.add(id, ["s"]);
    });
    expect(ids).toEqual(["a", "b"]);
  });
});

/** The same thing as a list of pairs. */
class NaiveRooms {
  pairs: (readonly [id: string, room: string])[] = [];

  remove(id: string, room?: string): void {
    this.pairs = this.pairs.filter((pair) => pair[0] !== id || (room !== undefined && pair[1] !== room));
  }

  select(rooms: readonly string[], except: readonly string[]): Set<string> {
    const inAny = (id: string, list: readonly string[]) =>
      this.pairs.some((pair) => pair[0] === id && list.includes(pair[1]));
    const ids = new Set(this.pairs.map(([id]) => id));
    return new Set([...ids].filter((id) => (rooms.length === 0 || inAny(id, rooms)) && !inAny(id, except)));
  }
}

describe("100,000 random steps", () => {
  it("agree with a naive model", () => {
    let state = 20_240_601;
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const ids = Array.from({ length: 12 }, (_, i) => `id${i}`);
    const rooms = [...ids, ...Array.from({ length: 8 }, (_, i) => `room${i}`)];
    const pick = (list: readonly string[]) => list[random(list.length)] ?? "";
    const some = (max: number) => Array.from({ length: random(max + 1) }, () => pick(rooms));
    const naive = new NaiveRooms();
    const events = new Map<string, number>();
    const count = (key: string, by: number) => events.set(key, (events.get(key) ?? 0) + by);
    const index = new RoomIndex({
      maxRoomsPerSocket: 100,
      listener: {
        onCreateRoom: (room) => count(room, 1),
        onJoinRoom: (room, id) => count(`${room}/${id}`, 1),
        onLeaveRoom: (room, id) => count(`${room}/${id}`, -1),
        onDeleteRoom: (room) => count(room, -1),
      },
    });
    for (let step = 0; step < 100_000; step++) {
      const id = pick(ids);
      const action = random(10);
      if (action < 5) {
        const joined = [pick(rooms), ...some(2)];
        index.add(id, new Set(joined));
        for (const room of joined) {
          if (!naive.pairs.some((pair) => pair[0] === id && pair[1] === room)) naive.pairs.push([id, room]);
        }
      } else if (action < 9) {
        const room = pick(rooms);
        // A socket without rooms is still there in the index; the model does not know it, so it never leaves its last.
        if ((index.sids.get(id)?.size ?? 0) > 1) {
          index.remove(id, room);
          naive.remove(id, room);
        }
      } else {
        index.removeAll(id);
        naive.remove(id);
      }
      if (step % 20 === 0) {
        const [named, except] = [some(3), some(2)];
        const selected = select(index, named, except);
        expect(new Set(selected)).toEqual(naive.select(named, except));
        expect(new Set(selected).size).toBe(selected.length);
      }
    }
    const pairs = [...index.rooms].flatMap(([room, members]) => [...members].map((id) => `${room}/${id}`));
    expect(pairs.sort()).toEqual(naive.pairs.map(([id, room]) => `${room}/${id}`).sort());
    const alive = [...events].filter(([, times]) => times !== 0);
    expect(alive.every(([, times]) => times === 1)).toBe(true);
    expect(alive.map(([key]) => key).sort()).toEqual([...pairs, ...index.rooms.keys()].sort());
  }, 60_000);
});
