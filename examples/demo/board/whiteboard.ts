import type { DefaultEventsMap, Namespace } from "@sockeye/server";

import { limitRates } from "../shared/limit-rates.ts";
import { requireName } from "../shared/names.ts";
import { Drawing, parsePoint, parseStroke } from "./drawing.ts";
import type { BoardToServer, Drawer, ServerToBoard } from "./events.ts";

export type BoardNamespace = Namespace<BoardToServer, ServerToBoard, DefaultEventsMap, Drawer>;

const RATES = {
  pointer: { burst: 60, perSecond: 60 },
  sketch: { burst: 60, perSecond: 60 },
  stroke: { burst: 30, perSecond: 10 },
  clear: { burst: 3, perSecond: 1 },
};

/** A whiteboard for everybody. What is seen while somebody draws may be lost on the way; whole strokes are not. */
export function serveBoard(board: BoardNamespace): void {
  const drawing = new Drawing();
  board.use(requireName);
  board.on("connection", (socket) => {
    const { id, data } = socket;
    limitRates(socket, RATES);
    // Whoever comes back after a moment gets the strokes of that moment by itself.
    if (!socket.recovered) socket.emit("drawing", drawing.toBytes());

    socket.on("pointer", (given) => {
      socket.broadcast.volatile.emit("pointer", id, data.name, parsePoint(given));
    });

    socket.on("sketch", (given) => {
      const part = parseStroke(given);
      if (part !== undefined) socket.broadcast.volatile.emit("sketch", id, part);
    });

    socket.on("stroke", (given, answer) => {
      const stroke = parseStroke(given);
      if (stroke === undefined) return answer({ error: "This is no stroke." });
      drawing.add(stroke);
      socket.broadcast.emit("stroke", id, stroke);
      answer({ ok: true });
    });

    socket.on("clear", (answer) => {
      drawing.clear();
      board.emit("cleared", data.name);
      answer({ ok: true });
    });

    socket.on("disconnect", () => socket.broadcast.emit("pointer", id, data.name, null));
  });
}
