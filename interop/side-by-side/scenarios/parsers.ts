import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import * as parser from "socket.io-msgpack-parser";
import { describeEnd } from "../differences.ts";
import type { Scenario } from "../harness/scenario.ts";
import { watchEnd, watchEvents } from "../harness/watch.ts";

interface Packet {
  readonly type: number;
  readonly nsp: string;
  readonly data?: unknown;
  readonly id?: number;
}

/** The simplest parser there can be: a packet is JSON. */
class JsonDecoder extends EventEmitter {
  add(chunk: string): void {
    const packet = JSON.parse(chunk) as Packet & { readonly bad?: boolean };
    if (packet.bad === true) throw new Error("a bad packet");
    this.emit("decoded", packet);
  }

  destroy(): void {
    this.removeAllListeners();
  }
}

class JsonEncoder {
  encode(packet: Packet): readonly string[] {
    const { type, nsp, data, id } = packet;
    return [JSON.stringify({ type, nsp, data, id })];
  }
}

const json = { Encoder: JsonEncoder, Decoder: JsonDecoder };

export const parsers: readonly Scenario[] = [
  {
    name: "msgpack on both sides",
    script: async (stage) => {
      const io = await stage.createServer({ parser });
      io.of("/x").on("connection", (socket) => {
        watchEvents(stage.tracks, socket);
        watchEnd(stage.tracks, socket);
      });
      const [client, socket] = await stage.stock(io, "a", {
        nsp: "/x",
        options: { parser, auth: { token: "t" } },
      });
      stage.note("auth", socket.handshake.auth);
      client.emit("x", 1, "two", null, { deep: [Buffer.of(1, 2)] });
      socket.on("ask", (value: number, ack: (value: number) => void) => ack(value + 1));
      stage.note("answer", await client.emitWithAck("ask", 1));
      socket.emit("y", { bytes: Buffer.of(3) }, [1.5], true);
      io.of("/x").emit("all", 2);
      client.on("question", (ack: (value: string) => void) => ack("answer"));
      stage.note("answers", await io.of("/x").timeout(4000).emitWithAck("question"));
      client.disconnect();
      await stage.seen("server", "disconnect ");
    },
  },
  {
    name: "msgpack and a refusal",
    script: async (stage) => {
      const io = await stage.createServer({ parser });
      io.use((_socket, next) => next(Object.assign(new Error("no"), { data: { code: 1 } })));
      stage.client("a", { options: { parser } });
      await stage.seen("a", "connect_error");
      const other = stage.client("b", { nsp: "/unknown", options: { parser } });
      await stage.seen("b", "connect_error");
      stage.note("active", other.active);
    },
  },
  {
    name: "a parser of one's own",
    script: async (stage) => {
      const io = await stage.createServer({ parser: json });
      io.on("connection", (socket) => {
        stage.log("server", "connection", socket.handshake.auth);
        watchEvents(stage.tracks, socket);
        watchEnd(stage.tracks, socket);
        socket.on("ask", (ack: (value: number) => void) => ack(1));
      });
      const peer = await stage.peer("a");
      peer.send('4{"type":0,"nsp":"/","data":{"a":1}}');
      await stage.settle();
      peer.send('4{"type":2,"nsp":"/","data":["x",1]}', '4{"type":2,"nsp":"/","data":["ask"],"id":7}');
      await stage.settle();
      io.emit("broadcast", 1);
      io.to("nobody").emit("x");
      await stage.settle();
      peer.send('4{"type":1,"nsp":"/"}');
      await stage.settle();
    },
  },
  ...['{"bad":true}', "no json", '{"type":9,"nsp":"/"}', '{"type":2,"nsp":"/nowhere","data":["x"]}'].map(
    (packet): Scenario => ({
      name: `a parser of one's own and the packet ${packet}`,
      // A type that means nothing is ignored.
      ...(packet.includes('"type":9') ? {} : { differences: { "disconnect-description": describeEnd } }),
      script: async (stage) => {
        const io = await stage.createServer({ parser: json });
        io.on("connection", (socket) => {
          watchEvents(stage.tracks, socket);
          watchEnd(stage.tracks, socket);
        });
        const peer = await stage.peer("a");
        peer.send('4{"type":0,"nsp":"/"}');
        await stage.settle();
        peer.send(`4${packet}`);
        await stage.settle();
      },
    }),
  ),
];
