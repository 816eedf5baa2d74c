import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import type { Scenario } from "../harness/scenario.ts";

const msgpack = createRequire(import.meta.url)("socket.io-msgpack-parser") as object;

/** JSON for everything: what is documented as the smallest parser of one's own. */
class Encoder {
  encode(packet: object): readonly string[] {
    return [JSON.stringify(packet)];
  }
}

class Decoder extends EventEmitter {
  add(chunk: string): void {
    const packet = JSON.parse(chunk) as { readonly type: number };
    if (packet.type > 4) throw new Error("not a packet of mine");
    this.emit("decoded", packet);
  }

  destroy(): void {
    this.emit("destroyed");
  }
}

const own = { Encoder, Decoder };

/** What a server with the JSON parser answers. */
const accept = '4{"type":0,"nsp":"/","data":{"sid":"own"}}';

export const parsers: readonly Scenario[] = [
  {
    name: "a parser of one's own",
    script: async (stage) => {
      const raw = await stage.raw({ accept: false });
      const socket = stage.connect(raw.url(), { transports: ["websocket"], parser: own, auth: { a: 1 } });
      await stage.settle();
      raw.session.send(accept);
      await stage.settle();
      socket.emit("x", 1, (value: unknown) => stage.log("a", "ack", value));
      socket.compress(false).emit("y");
      socket.volatile.emit("z");
      await stage.settle();
      raw.session.send(
        '4{"type":2,"nsp":"/","data":["hello",1],"id":9}',
        '4{"type":3,"nsp":"/","data":["ok"],"id":0}',
      );
      await stage.settle();
      socket.disconnect();
      await stage.settle();
    },
  },
  {
    name: "a parser of one's own cannot read what comes",
    script: async (stage) => {
      const raw = await stage.raw({ accept: false });
      stage.connect(raw.url(), { transports: ["websocket"], parser: own });
      await stage.settle();
      raw.session.send(accept);
      await stage.settle();
      raw.session.send('4{"type":9}');
      await stage.settle();
    },
  },
  {
    name: "a parser of one's own, made once for a manager, its decoder destroyed with each connection",
    script: async (stage) => {
      const log = stage.logOf("parser");
      const made = {
        Encoder: class extends Encoder {
          constructor(...values: unknown[]) {
            super();
            log("encoder", ...values);
          }
        },
        Decoder: class extends Decoder {
          constructor(...values: unknown[]) {
            super();
            log("decoder", ...values);
            let isFresh = true;
            this.on("decoded", () => (isFresh = false));
            this.on("destroyed", () => {
              if (!isFresh) log("destroyed");
              isFresh = true;
            });
          }
        },
      };
      const raw = await stage.raw({ accept: false });
      const socket = stage.connect(raw.url(), { transports: ["websocket"], parser: made });
      await stage.settle();
      raw.session.send(accept);
      await stage.settle();
      raw.session.cut();
      await stage.settle();
      socket.connect();
      await stage.settle();
      raw.session.send(accept);
      await stage.settle();
    },
  },
  {
    name: "the stock parser given as an option of its own",
    script: async (stage) => {
      const raw = await stage.raw();
      const parser = createRequire(import.meta.url)("socket.io-parser") as object;
      const socket = stage.connect(raw.url(), { transports: ["websocket"], parser });
      await stage.settle();
      socket.emit("x", Buffer.of(1), () => undefined);
      raw.session.send('451-["y",{"_placeholder":true,"num":0}]', Buffer.of(2));
      await stage.settle();
    },
  },
  {
    name: "msgpack byte by byte",
    script: async (stage) => {
      const raw = await stage.raw({ accept: false });
      const socket = stage.connect(raw.url("/x"), {
        transports: ["websocket"],
        parser: msgpack,
        auth: { a: 1 },
      });
      await stage.settle();
      const { Encoder: Packer } = msgpack as { Encoder: new () => { encode(packet: object): Buffer[] } };
      const pack = (packet: object): readonly Buffer[] => new Packer().encode(packet);
      raw.session.send(...pack({ type: 0, nsp: "/x", data: { sid: "packed" } }));
      await stage.settle();
      socket.emit("hello", Buffer.of(1), () => undefined);
      raw.session.send(...pack({ type: 2, nsp: "/x", data: ["world", Buffer.of(2)] }));
      await stage.settle();
      raw.session.send(Buffer.of(0xc1));
      await stage.settle();
    },
  },
  ...["websocket", "polling"].map((transport): Scenario => ({
    name: `msgpack with our server, ${transport}`,
    script: async (stage) => {
      const { url } = await stage.serve({ parser: msgpack });
      const socket = stage.connect(url, { transports: [transport], parser: msgpack, auth: { a: 1 } });
      await stage.seen("a", "connect");
      socket.emit("echo", 1, { a: [true, null] }, Buffer.of(1, 2));
      await stage.seen("a", "event");
      stage.note("ack", await socket.emitWithAck("ask", "b", 2));
      socket.disconnect();
      await stage.seen("server", "disconnect");
    },
  })),
];
