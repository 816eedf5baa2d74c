import type { Row } from "../harness/row.ts";

const quick = { pingInterval: 30, pingTimeout: 2000 };
const impatient = { pingInterval: 30, pingTimeout: 30 };

/** Signs of life. */
export const heartbeat: readonly Row[] = [
  {
    name: "over polling a ping is a packet, and a pong is answered with the next ping",
    options: quick,
    script: async (world) => {
      const sid = await world.open();
      await world.ask("first", { sid });
      await world.ask("pong", { method: "POST", sid, body: "3" });
      await world.ask("second", { sid });
    },
  },
  {
    name: "over WebSocket a ping is a frame, and a pong is answered with the next ping",
    options: quick,
    script: async (world) => {
      const ws = await world.openSocket("ws");
      await ws.frame();
      ws.send("3");
      await ws.frame();
    },
  },
  {
    name: "a ping that is not answered ends a session over polling",
    options: impatient,
    script: async (world) => {
      const sid = await world.open();
      await world.ask("ping", { sid });
      await world.seen("sid1 close");
      await world.ask("behind", { sid });
    },
  },
  {
    name: "a ping that is not answered answers the poll that is pending",
    options: impatient,
    script: async (world) => {
      const sid = await world.open();
      await world.ask("ping", { sid });
      await world.ask("next", { sid });
      await world.seen("sid1 close");
    },
  },
  {
    name: "a ping that is not answered ends a session over WebSocket",
    options: impatient,
    script: async (world) => {
      const ws = await world.openSocket("ws");
      await world.seen("sid1 close");
      await ws.gone();
    },
  },
  {
    name: "a session whose polls never come ends",
    options: impatient,
    script: async (world) => {
      await world.open();
      await world.seen("sid1 close");
    },
  },
  {
    name: "a session of v3 whose client does not ping ends",
    options: { ...impatient, allowEIO3: true },
    script: async (world) => {
      await world.ask("open", { target: "/engine.io/?EIO=3&transport=polling" });
      await world.seen("sid1 close");
    },
  },
];
