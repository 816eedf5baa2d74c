import {
  Fetch,
  installTimerFunctions,
  nextTick,
  parse,
  protocol,
  Socket,
  Transport,
  TransportError,
  transports,
} from "subject-engine";
import type {
  HandshakeData,
  SocketOptions,
  SocketReservedEvents,
  TransportCtor,
  TransportName,
  TransportReservedEvents,
  WriteOptions,
} from "subject-engine";
import { io } from "subject";
import { exactly, same } from "../../server-types/exactly.mts";

// Sessions.
const session = new Socket("ws://localhost:3000", { transports: ["websocket"] });
void new Socket();
void new Socket("ws://localhost:3000");
void new Socket({ host: "localhost", port: 3000 });
// @ts-expect-error -- no such option
void new Socket({ hots: "localhost" });
exactly<number>()(protocol);
exactly<number>()(Socket.protocol);
exactly<boolean>()(Socket.priorWebsocketSuccess);
exactly<Socket>()(session.send("text"));
exactly<Socket>()(session.write(new ArrayBuffer(1), { compress: false }, () => {}));
exactly<Socket>()(session.close());
exactly<Socket>()(session.on("open", () => {}));
session.on("handshake", (data) => exactly<HandshakeData>()(data));
session.on("error", (error) => exactly<string | Error>()(error));
session.on("upgradeError", (error) => exactly<Error>()(error));
session.on("upgrading", (transport) => exactly<Transport>()(transport));
session.on("close", (reason, details) => {
  exactly<string>()(reason);
  if (details instanceof Error) exactly<string>()(details.message);
});
// @ts-expect-error -- no such event
session.on("nothing", () => {});
// @ts-expect-error -- what it has is said by itself
session.emit("message", "text");
same<
  keyof SocketReservedEvents,
  | "open"
  | "handshake"
  | "packet"
  | "packetCreate"
  | "data"
  | "message"
  | "drain"
  | "flush"
  | "heartbeat"
  | "ping"
  | "pong"
  | "error"
  | "upgrading"
  | "upgrade"
  | "upgradeError"
  | "close"
>(true);
same<HandshakeData["upgrades"], string[]>(true);
same<WriteOptions["compress"], boolean | undefined>(true);
export const options: SocketOptions = { transports: [Fetch], transportOptions: { polling: {} } };
export const name: TransportName = "my own";

// A transport of one's own.
class OwnTransport extends Transport {
  get name() {
    return "own";
  }
  protected doOpen(): void {
    exactly<string>()(this.createUri("https", this.query));
    this.onOpen();
  }
  protected doClose(): void {
    this.onClose({ description: "closed" });
  }
  protected write(packets: { type: string; data?: unknown }[]): void {
    this.writable = false;
    for (const { type } of packets) exactly<string>()(type);
    this.writable = true;
    this.emitReserved("drain");
  }
  protected receive(text: string): void {
    exactly<boolean>()(this.supportsBinary);
    this.onData(text);
    this.onPacket({ type: "message", data: text });
    exactly<this>()(this.onError("own error", new Error("why"), {}));
    this.setTimeoutFn(() => {}, 0);
  }
  override pause(onPause: () => void): void {
    onPause();
  }
}
export const constructor: TransportCtor = OwnTransport;
io({ transports: [OwnTransport] });
void new Socket({ transports: [OwnTransport, Fetch] });
same<
  keyof TransportReservedEvents,
  "open" | "error" | "packet" | "close" | "poll" | "pollComplete" | "drain"
>(true);
// @ts-expect-error -- opens nothing
export class Incomplete extends Transport {
  get name() {
    return "incomplete";
  }
  protected doClose(): void {}
  protected write(): void {}
}

// What stands beside them.
const error = new TransportError("text", 500, {});
same<TransportError["type"], "TransportError">(true);
exactly<string>()(error.message);
export const names: readonly string[] = Object.keys(transports);
export const host: string = parse("https://example.org/").host;
installTimerFunctions({}, { useNativeTimers: true });
nextTick(() => {}, setTimeout);
