import { withBothServers, type Scenario } from "../harness/scenario.ts";

/** What a server says, and with what the client comes back. */
const offsets: readonly (readonly [string, string, readonly (string | Buffer)[]])[] = [
  ["no pid", '{"sid":"one"}', ['42["x","offset"]']],
  ["a pid and no event", '{"sid":"one","pid":"P"}', []],
  ["a pid and an offset", '{"sid":"one","pid":"P"}', ['42["x",1,"o1"]', '42["y","o2"]']],
  ["the last argument is no text", '{"sid":"one","pid":"P"}', ['42["x","o1"]', '42["y",2]']],
  ["an event without arguments", '{"sid":"one","pid":"P"}', ['42["name"]']],
  ["an event that wants an ack", '{"sid":"one","pid":"P"}', ['427["x","o1"]']],
  ["binary", '{"sid":"one","pid":"P"}', ['451-["x",{"_placeholder":true,"num":0},"o1"]', Buffer.of(1)]],
];

const back: readonly Scenario[] = offsets.map(([name, payload, events]) => ({
  name: `coming back: ${name}`,
  script: async (stage) => {
    const raw = await stage.raw({ accept: payload });
    const socket = await stage.joined(raw, { auth: { token: "t" } });
    raw.session.send(...events);
    await stage.settle();
    raw.session.cut();
    await stage.settle();
    socket.connect();
    await stage.settle();
    stage.note("recovered", socket.recovered, socket.id);
  },
}));

const others: readonly Scenario[] = [
  {
    name: "the same pid means recovered, another does not",
    script: async (stage) => {
      let pid = "P";
      const raw = await stage.raw({
        reply: (packet, session) => {
          if (packet.startsWith("40")) session.send('42["missed","o2"]', `40{"sid":"one","pid":"${pid}"}`);
          return true;
        },
      });
      const socket = await stage.joined(raw);
      for (const next of ["P", "Q"]) {
        pid = next;
        raw.session.cut();
        await stage.settle();
        socket.connect();
        await stage.settle();
        stage.note("recovered", socket.recovered);
      }
    },
  },
  {
    name: "auth comes behind pid and offset, and beats them",
    script: async (stage) => {
      const raw = await stage.raw({ accept: '{"sid":"one","pid":"P"}' });
      const socket = await stage.joined(raw, { auth: { pid: "mine", more: 1 } });
      raw.session.send('42["x","o1"]');
      await stage.settle();
      raw.session.cut();
      await stage.settle();
      socket.connect();
      await stage.settle();
      raw.session.cut();
      await stage.settle();
      socket.auth = (answer) => answer({ offset: "mine", by: "function" });
      socket.connect();
      await stage.settle();
    },
  },
  {
    name: "pid and offset outlive disconnect()",
    script: async (stage) => {
      const raw = await stage.raw({ accept: '{"sid":"one","pid":"P"}' });
      const socket = await stage.joined(raw);
      raw.session.send('42["x","o1"]');
      await stage.settle();
      socket.disconnect();
      await stage.settle();
      socket.connect();
      await stage.settle();
      stage.note("recovered", socket.recovered);
    },
  },
  ...withBothServers([
    {
      name: "missed events come back",
      script: async (stage) => {
        const { io, url } = await stage.serve({ connectionStateRecovery: {} });
        const socket = stage.connect(url, { transports: ["websocket"] });
        await stage.seen("a", "connect");
        const { id } = socket;
        // The offset is the server's, and different each time.
        socket.onAny((_event: string, _value: number, offset: string) =>
          stage.base.tracks.name("offset", offset),
        );
        io.emit("heard", 1);
        await stage.seen("a", "event");
        socket.io.engine.close();
        await stage.seen("server", "disconnect");
        io.emit("missed", 2);
        socket.connect();
        await stage.seen("a", "connect", 2);
        await stage.settle();
        stage.note("recovered", socket.recovered, socket.id === id);
      },
    },
  ]),
];

export const recovery: readonly Scenario[] = [...back, ...others];
