import type { SocketWire } from "../harness/socket-wire.ts";
import type { Row } from "../harness/row.ts";
import type { World } from "../harness/world.ts";

/** Opens a session by polling and a WebSocket for it, up to the answer to its probe. */
async function probed(world: World): Promise<{ readonly sid: string; readonly ws: SocketWire }> {
  const sid = await world.open();
  const ws = await world.upgrade("ws", { sid });
  await ws.skipHead();
  ws.send("2probe");
  await ws.frame();
  return { sid, ws };
}

/** As `probed`, and the switch. */
async function upgraded(world: World): Promise<{ readonly sid: string; readonly ws: SocketWire }> {
  const session = await probed(world);
  session.ws.send("5");
  await world.seen("sid1 upgrade");
  return session;
}

const post = (sid: string, body: string): { method: string; sid: string; body: string } => ({
  method: "POST",
  sid,
  body,
});

const going: readonly Row[] = [
  {
    name: "an upgrade, step by step",
    script: async (world) => {
      const sid = await world.open();
      const ws = await world.upgrade("ws", { sid });
      await ws.head();
      ws.send("2probe");
      await ws.frame();
      await world.ask("get", { sid });
      ws.send("5", "4hello");
      await world.seen("sid1 message");
      world.socket.send("back");
      await ws.frame();
    },
  },
  {
    name: "an upgrade releases the poll that is pending",
    script: async (world) => {
      const sid = await world.open();
      const get = await world.send("get", { sid });
      const ws = await world.upgrade("ws", { sid });
      await ws.skipHead();
      ws.send("2probe");
      await ws.frame();
      await get.answer();
    },
  },
  {
    name: "a poll that is pending at the switch is answered",
    script: async (world) => {
      const { sid, ws } = await probed(world);
      await world.ask("first", { sid });
      const second = await world.send("second", { sid });
      ws.send("5");
      await second.answer();
      await world.seen("sid1 upgrade");
    },
  },
  {
    name: "what is sent between the probe and the switch goes by polling",
    script: async (world) => {
      const { sid, ws } = await probed(world);
      world.socket.send("by polling");
      await world.ask("get", { sid });
      ws.send("5");
      await world.seen("sid1 upgrade");
      world.socket.send("by WebSocket");
      await ws.frame();
    },
  },
  {
    name: "what still waits at the switch goes by WebSocket, in order",
    script: async (world) => {
      const { ws } = await probed(world);
      world.socket.send("one");
      world.socket.send("two");
      ws.send("5");
      await ws.frame();
      await ws.frame();
      world.socket.send("three");
      await ws.frame();
    },
  },
  {
    name: "what a client POSTs between the probe and the switch arrives",
    script: async (world) => {
      const { sid, ws } = await probed(world);
      await world.ask("post", post(sid, "4one"));
      ws.send("5", "4two");
      await world.seen("sid1 message", 2);
    },
  },
  {
    name: "behind an upgrade polling is refused and the session lives",
    script: async (world) => {
      const { sid, ws } = await upgraded(world);
      await world.ask("get", { sid });
      await world.ask("post", post(sid, "4hello"));
      ws.send("4still there");
      await world.seen("sid1 message");
    },
  },
  {
    name: "a POST that is under way at the switch",
    script: async (world) => {
      const { sid, ws } = await probed(world);
      const call = await world.send("post", { method: "POST", sid, headers: { "Content-Length": "6" } });
      ws.send("5");
      await world.seen("sid1 upgrade");
      call.wire.send("4hello");
      await call.answer();
      ws.send("4behind");
      await world.seen('sid1 message "behind"');
    },
  },
  {
    name: "the server closes an upgraded session",
    script: async (world) => {
      const { ws } = await upgraded(world);
      world.socket.close();
      await ws.gone();
      await world.seen("sid1 close");
    },
  },
  {
    name: "an upgraded client that goes",
    script: async (world) => {
      const { ws } = await upgraded(world);
      ws.wire.reset();
      await world.seen("sid1 close");
    },
  },
  {
    name: "the server closes during an upgrade that comes to its end",
    script: async (world) => {
      const { ws } = await probed(world);
      world.socket.send("last");
      world.socket.close();
      ws.send("5");
      await ws.gone();
      await world.seen("sid1 close");
    },
  },
  {
    name: "an upgrade of a session where allowUpgrades is false",
    options: { allowUpgrades: false },
    script: async (world) => {
      const sid = await world.open();
      const ws = await world.upgrade("ws", { sid });
      await ws.head();
      ws.send("2probe");
      await ws.frame();
    },
  },
];

const firstPackets = ["2", "2prob", "2probes", "4hello", "6", "3probe", "1", "0", "abc", ""];

const failing: readonly Row[] = [
  ...firstPackets.map((packet): Row => ({
    name: `a candidate that begins with "${packet}"`,
    script: async (world) => {
      const sid = await world.open();
      const ws = await world.upgrade("ws", { sid });
      await ws.skipHead();
      ws.send(packet);
      await ws.gone();
      await world.ask("post", post(sid, "4unharmed"));
    },
  })),
  {
    name: "a candidate that begins with binary data",
    script: async (world) => {
      const sid = await world.open();
      const ws = await world.upgrade("ws", { sid });
      await ws.skipHead();
      ws.frames({ opcode: 2, payload: "2probe" });
      await ws.gone();
      await world.ask("post", post(sid, "4unharmed"));
    },
  },
  ...["4hello", "2", "abc"].map((packet): Row => ({
    name: `a candidate that goes on with "${packet}" behind its probe`,
    script: async (world) => {
      const { sid, ws } = await probed(world);
      ws.send(packet);
      await ws.gone();
      await world.ask("post", post(sid, "4unharmed"));
    },
  })),
  {
    name: "a candidate that switches without a probe",
    script: async (world) => {
      const sid = await world.open();
      const ws = await world.upgrade("ws", { sid });
      await ws.skipHead();
      ws.send("5", "4hello");
      await world.seen("sid1 message");
    },
  },
  {
    name: "a candidate that probes twice is answered twice",
    script: async (world) => {
      const { ws } = await probed(world);
      ws.send("2probe");
      await ws.frame();
      ws.send("5");
      await world.seen("sid1 upgrade");
    },
  },
  {
    name: "a candidate that goes",
    script: async (world) => {
      const { sid, ws } = await probed(world);
      ws.frames({ opcode: 8 });
      await ws.gone();
      await world.ask("post", post(sid, "4unharmed"));
      const next = await world.upgrade("next", { sid });
      await next.head();
      next.send("2probe");
      await next.frame();
      next.send("5");
      await world.seen("sid1 upgrade");
    },
  },
  {
    name: "a candidate that takes longer than upgradeTimeout",
    options: { upgradeTimeout: 30 },
    script: async (world) => {
      const { sid, ws } = await probed(world);
      await ws.gone();
      await world.ask("post", post(sid, "4unharmed"));
    },
  },
  {
    name: "a candidate that says nothing for longer than upgradeTimeout",
    options: { upgradeTimeout: 30 },
    script: async (world) => {
      const sid = await world.open();
      const ws = await world.upgrade("ws", { sid });
      await ws.head();
      await ws.gone();
      await world.ask("post", post(sid, "4unharmed"));
    },
  },
  {
    name: "a session that ends during its upgrade takes the candidate with it",
    script: async (world) => {
      const { sid, ws } = await probed(world);
      await world.ask("post", post(sid, "1"));
      await ws.gone();
    },
  },
];

const refused: readonly Row[] = [
  {
    name: "an upgrade with transport=polling",
    script: async (world) => {
      const ws = await world.upgrade("ws", { target: "/engine.io/?EIO=4&transport=polling" });
      await ws.head();
      await ws.gone();
    },
  },
  {
    name: "an upgrade with transport=polling of a session",
    script: async (world) => {
      const sid = await world.open();
      const ws = await world.upgrade("ws", { target: `/engine.io/?EIO=4&transport=polling&sid=${sid}` });
      await ws.head();
      await ws.gone();
      await world.ask("post", post(sid, "4unharmed"));
    },
  },
  {
    name: "a second upgrade while one is under way",
    script: async (world) => {
      const { sid, ws } = await probed(world);
      const second = await world.upgrade("second", { sid });
      await second.head();
      await second.gone();
      ws.send("5", "4hello");
      await world.seen("sid1 message");
    },
  },
  {
    name: "a second upgrade before the first one has probed",
    script: async (world) => {
      const sid = await world.open();
      const ws = await world.upgrade("ws", { sid });
      await ws.skipHead();
      const second = await world.upgrade("second", { sid });
      await second.head();
      await second.gone();
      ws.send("2probe", "5", "4hello");
      await world.seen("sid1 message");
    },
  },
  {
    name: "an upgrade of a session that is upgraded",
    script: async (world) => {
      const { sid, ws } = await upgraded(world);
      const second = await world.upgrade("second", { sid });
      await second.head();
      await second.gone();
      ws.send("4hello");
      await world.seen("sid1 message");
    },
  },
  {
    name: "an upgrade of a session that began with WebSocket",
    script: async (world) => {
      const ws = await world.openSocket("ws");
      const second = await world.upgrade("second", { sid: world.sid });
      await second.head();
      second.send("2probe");
      await second.frame();
      ws.send("4hello");
      await world.seen("sid1 message");
    },
  },
];

/** From polling to WebSocket. */
export const upgrade: readonly Row[] = [...going, ...failing, ...refused];
