import type { IncomingMessage } from "node:http";
import type { CloseReason, PacketData } from "@sockeye/protocol/engine";
import { closeCodeOf, createProtocolError, type ProtocolErrorCode } from "@sockeye/protocol/kernel";
import { PacketType, splitLegacyNamespace, type SocketPacket } from "@sockeye/protocol/socket";
import { Socket as OwnEngineSocket, type SendOptions } from "../engine/index.ts";
import type { Deadline, Deadlines } from "../ports/index.ts";
import type { Debtor } from "../runtime/output-budget.ts";
import { ConnectRequests } from "./connect-requests.ts";
import type { DisconnectReason } from "./disconnect-reason.ts";
import { toEnginePacket } from "./engine-packets.ts";
import type { AttachmentProgress, PacketIntake, PacketIntakeOwner } from "./packet-intake.ts";
import type { Server } from "./server.ts";
import type { Socket } from "./socket.ts";
import type { DefaultEventsMap, EventsMap } from "./typed-events.ts";
import { UnknownAcks } from "./unknown-acks.ts";

type AnySocket = Socket<any, any, any>;

/** How packets are handed to the engine. */
export interface WriteOptions extends SendOptions {
  /** Drop it if it cannot be sent at once? */
  readonly volatile?: boolean | undefined;
  /** Is it for many receivers, so that what is made of it is worth keeping for the next? */
  readonly preEncoded?: boolean | undefined;
}

/**
 * One connection: has packets taken apart that come, and finds the socket of their namespace. Sockets of several namespaces
 * share it. A packet that has no place in what has gone before ends it.
 */
export class Client<
  ListenEvents extends EventsMap = DefaultEventsMap,
  EmitEvents extends EventsMap = ListenEvents,
  ServerSideEvents extends EventsMap = DefaultEventsMap,
  SocketData = any,
>
  implements Deadline, Debtor, PacketIntakeOwner
{
  /** The session underneath. */
  readonly conn: OwnEngineSocket;
  queueIndex = -1;
  dueAt = 0;
  readonly #server: Server<any, any, any>;
  readonly #intake: PacketIntake;
  /** The socket of the main namespace: most clients have no other. */
  #main: AnySocket | undefined;
  #others: Map<string, AnySocket> | undefined;
  #requests: ConnectRequests | undefined;
  /** Namespaces that it was in: what the client sent before it knew of that is still on its way. */
  #left: Set<string> | undefined;
  /** What the client did wrong, when that is why it is disconnected. */
  #cause: Error | undefined;
  #isOver = false;
  #unknownAcks: UnknownAcks | undefined;

  /** @internal Made by the server for every connection. */
  constructor(server: Server<ListenEvents, EmitEvents, ServerSideEvents, SocketData>, conn: OwnEngineSocket) {
    this.conn = conn;
    this.#server = server;
    this.#intake = server._createIntake(this, conn.protocol);
    listenTo(conn, this);
    this.deadlines.set(this, this.deadlines.now() + server.connectTimeout());
    server._unconnected.add(this);
  }

  /** The id of the session: a secret. */
  get id(): string {
    return this.conn.id;
  }

  /** The first request of the session; `null` over WebTransport. */
  get request(): IncomingMessage {
    return this.conn.request;
  }

  /** @internal */
  get deadlines(): Deadlines {
    return this.#server.deadlines;
  }

  /** @internal What it holds of a packet whose attachments have not all come. */
  get bookedBytes(): number {
    return this.#intake.pendingBytes;
  }

  /** @internal In how many namespaces it is. */
  get namespaceCount(): number {
    return (this.#main === undefined ? 0 : 1) + (this.#others?.size ?? 0);
  }

  /** Hands encoded packets to the engine; adapters call it for every receiver of a broadcast. */
  writeToEngine(encoded: readonly unknown[] | string, options: WriteOptions): void {
    const { conn } = this;
    if (options.volatile === true && !this.#isWritable) return;
    const { compress } = options;
    const messages = typeof encoded === "string" ? [encoded] : encoded;
    if (!(conn instanceof OwnEngineSocket)) {
      for (const message of messages) (conn as OwnEngineSocket).write(message, options);
    } else if (options.preEncoded === true) {
      conn.sendPackets(this.#server._broadcastPackets.of(messages, compress));
    } else {
      for (const message of messages) conn.sendPacket(toEnginePacket(message, compress));
    }
  }

  /** The transport as applications see it is not made just to be asked. */
  get #isWritable(): boolean {
    const { conn } = this;
    return conn instanceof OwnEngineSocket ? conn.isWritable : (conn as OwnEngineSocket).transport.writable;
  }

  /** @internal Sends a packet. */
  _packet(packet: SocketPacket, options: WriteOptions): void {
    this._write(this.#server._encode(packet), options);
  }

  /** @internal Sends what is encoded, as long as there is somebody to send it to. */
  _write(encoded: readonly unknown[], options: WriteOptions): void {
    if (this.conn.readyState === "open") this.writeToEngine(encoded, options);
  }

  /** @internal Asks for a namespace in the name of the client. */
  _connect(name: string, auth?: Record<string, unknown>): void {
    this.#requests ??= new ConnectRequests(this.#server, this);
    this.#requests.add(name, auth);
  }

  /** @internal The socket is in its namespace. */
  _joined(socket: AnySocket): void {
    const { name } = socket.nsp;
    if (name === "/") this.#main = socket;
    else (this.#others ??= new Map<string, AnySocket>()).set(name, socket);
    if (this.#requests?.isEmpty === true) this.#requests = undefined;
    this.#server._unconnected.delete(this);
    if (!this.#intake.isPending) this.deadlines.remove(this);
  }

  /** @internal The socket has left its namespace. */
  _remove({ nsp }: AnySocket): void {
    if (nsp.name === "/") this.#main = undefined;
    else this.#others?.delete(nsp.name);
    if (!this.#isOver) this.#remember(nsp.name);
  }

  /** @internal Takes it out of all namespaces, and ends the connection. */
  _disconnect(): void {
    for (const socket of this.#sockets()) socket.disconnect();
    this.#end("forced server close");
  }

  /** @internal The client did what it may not. */
  _violate(code: ProtocolErrorCode): void {
    this.#blame(createProtocolError(code));
    this.#end("forced server close");
  }

  /** @internal An acknowledgement has come that nobody waits for: it may be late, or one of a flood. */
  _onUnknownAck(): void {
    this.#unknownAcks ??= new UnknownAcks(this.#server.limits);
    if (this.#unknownAcks.add(this.deadlines.now())) this._violate("SIO_TOO_MANY_UNKNOWN_ACKS");
  }

  /** @internal */
  onMessage(data: PacketData | undefined): void {
    if (!this.#isOver && this.#cause === undefined) this.#intake.add(data ?? "");
  }

  /** @internal */
  onPacket(packet: SocketPacket): void {
    const { type } = packet;
    const data: unknown = packet.data;
    const isLegacy = this.conn.protocol === 3;
    const { name, query } = isLegacy
      ? splitLegacyNamespace(packet.nsp)
      : { name: packet.nsp, query: undefined };
    const socket = this.#find(name);
    if (type === PacketType.CONNECT && socket === undefined) {
      this._connect(name, isLegacy ? query : (data as Record<string, unknown> | undefined));
    } else if (type === PacketType.CONNECT || type === PacketType.CONNECT_ERROR) {
      this._violate("SIO_UNEXPECTED_PACKET");
    } else if (socket !== undefined) {
      socket._onpacket(packet);
    } else if (type === PacketType.DISCONNECT || this.#left?.has(name) !== true) {
      this._violate("SIO_UNEXPECTED_PACKET");
    }
  }

  /** @internal May binary data for this namespace come? */
  takesAttachments(name: string): boolean {
    return this.#find(name) !== undefined || this.#left?.has(name) === true;
  }

  /** @internal */
  onPending(progress: AttachmentProgress): void {
    const { deadlines } = this;
    const { attachmentTimeout, attachmentTimeoutPer } = this.#server.limits;
    this.#server._attachments.note(this, this.bookedBytes);
    // That may have cut it off.
    if (this.#cause !== undefined) return;
    if (progress === "begun" || (progress === "more" && attachmentTimeoutPer === "attachment"))
      deadlines.set(this, deadlines.now() + attachmentTimeout);
    else if (progress === "over" && this.namespaceCount > 0) deadlines.remove(this);
  }

  /** @internal What has come is no packet. The sockets hear of it, and then of the end of the session. */
  onUndecodable(error: Error): void {
    this.#blame(error);
    this.tellSockets(error);
    this.#closeConnection();
  }

  /** @internal Connections hold more than they may together, and this one the most. */
  cutOff(): void {
    this.#dropPending("SIO_ATTACHMENTS_TOO_LARGE");
  }

  /** @internal */
  tellSockets(error: unknown): void {
    for (const socket of this.#sockets()) socket._onerror(error);
  }

  /** @internal No namespace was joined in time, or attachments have not come. */
  onDue(): void {
    if (this.#intake.isPending) this.#dropPending("SIO_ATTACHMENT_TIMEOUT");
    else if (this.namespaceCount === 0) this._violate("SIO_CONNECT_TIMEOUT");
  }

  /** @internal The session is over. */
  onClosed(reason: DisconnectReason, description?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.deadlines.remove(this);
    this.#server._unconnected.delete(this);
    this.#requests?.withdrawAll();
    for (const socket of this.#sockets()) socket._onclose(reason, this.#cause ?? description);
    this.#intake.destroy();
    this.#server._attachments.note(this, 0);
  }

  /** The first thing that was wrong is why the connection ends. */
  #blame(cause: Error): void {
    if (this.#cause !== undefined || this.#isOver) return;
    this.#cause = cause;
    this.#server._refusals.noteEnd(cause, "parser");
  }

  /** The session may not end at once: what it holds is let go of now. */
  #dropPending(code: ProtocolErrorCode): void {
    this.#intake.destroy();
    this.#server._attachments.note(this, 0);
    this.onUndecodable(createProtocolError(code));
  }

  /** Where the session cannot end at once, the sockets do. */
  #end(reason: DisconnectReason): void {
    if (this.conn.readyState !== "open") return;
    this.#closeConnection();
    this.onClosed(reason);
  }

  /** What the client did wrong is said where the medium can say it. An engine that is not ours takes no notice of the code. */
  #closeConnection(): void {
    this.conn.close(false, this.#cause && closeCodeOf(this.#cause));
  }

  #find(name: string): AnySocket | undefined {
    return name === "/" ? this.#main : this.#others?.get(name);
  }

  #remember(name: string): void {
    this.#left ??= new Set();
    this.#left.delete(name);
    this.#left.add(name);
    if (this.#left.size <= MAX_LEFT) return;
    const [oldest] = this.#left;
    this.#left.delete(oldest!);
  }

  /** A list of its own: sockets leave while it is gone through. */
  #sockets(): readonly AnySocket[] {
    const main = this.#main === undefined ? [] : [this.#main];
    return this.#others === undefined ? main : [...main, ...this.#others.values()];
  }
}

/** So many namespaces that a client has left are remembered. */
const MAX_LEFT = 64;

/** The engine socket of another package, as `bind` takes them. */
interface ForeignEngineSocket {
  on(event: string, listener: (...args: never[]) => void): unknown;
}

function listenTo(conn: OwnEngineSocket, client: Client<any, any, any>): void {
  if (conn instanceof OwnEngineSocket) {
    conn.receive(client);
    return;
  }
  (conn as ForeignEngineSocket).on("data", (data: PacketData) => client.onMessage(data));
  (conn as ForeignEngineSocket).on("error", (error: unknown) => client.tellSockets(error));
  (conn as ForeignEngineSocket).on("close", (reason: CloseReason, description: unknown) =>
    client.onClosed(reason, description),
  );
}
