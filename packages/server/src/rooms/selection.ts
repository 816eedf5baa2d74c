import type { RoomIndex } from "./room-index.ts";

/** Whom something is meant for. Third parties also hand in arrays, or nothing at all for `except`. */
export interface Selection {
  /** The rooms; none means every socket. */
  readonly rooms: ReadonlySet<string>;
  /** Rooms whose members are left out. The id of a socket is a room with one member. */
  readonly except?: ReadonlySet<string> | undefined;
}

/**
 * Visits every socket of the selection once. It costs in proportion to the rooms that are named, not to the server, and
 * copies nobody unless somebody is left out or could be met twice. The visit may change memberships: who is left out is
 * settled before the first visit, who is in a room when that room's turn comes (see `RoomIndex.walk`).
 */
export function forEachSelected(index: RoomIndex, selection: Selection, visit: (id: string) => void): void {
  const { rooms } = selection;
  const excluded = excludedIds(index, selection.except);
  const visitAllowed =
    excluded === undefined
      ? visit
      : (id: string) => {
          if (!excluded.has(id)) visit(id);
        };
  if (!(rooms.size > 0)) {
    index.walk(undefined, visitAllowed);
  } else if (rooms.size === 1) {
    for (const room of rooms) index.walk(room, visitAllowed);
  } else {
    forEachOnce(index, rooms, visitAllowed);
  }
}

function forEachOnce(index: RoomIndex, rooms: ReadonlySet<string>, visit: (id: string) => void): void {
  const seen = new Set<string>();
  for (const room of rooms) {
    index.walk(room, (id) => {
      if (seen.has(id)) return;
      seen.add(id);
      visit(id);
    });
  }
}

function excludedIds(
  index: RoomIndex,
  except: ReadonlySet<string> | undefined,
): ReadonlySet<string> | undefined {
  if (!(except !== undefined && except.size > 0)) return undefined;
  const excluded = new Set<string>();
  for (const room of except) {
    const members = index.rooms.get(room);
    if (members !== undefined) for (const id of members) excluded.add(id);
  }
  return excluded.size === 0 ? undefined : excluded;
}
