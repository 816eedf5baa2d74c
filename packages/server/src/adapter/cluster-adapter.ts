import { Adapter } from "./adapter.ts";
import {
  decodeOptions,
  encodeOptions,
  isIntact,
  isResponse,
  MessageType,
  type ClusterMessage,
  type ClusterMessageBody,
  type ClusterResponse,
  type ClusterResponseBody,
  type Offset,
  type ServerId,
} from "./cluster-messages.ts";
import type { NamespaceShape, PacketShape, SocketShape } from "./namespace-shape.ts";
import { expectAnswers, PendingRequests, randomId, type PendingRequest } from "./pending-requests.ts";
import { isRecoverable } from "./recoverable-packet.ts";
import type { BroadcastOptions, Room, Unchecked } from "./types.ts";

const DEFAULT_REQUEST_TIMEOUT = 5_000;

/** Who asked for the answers of clients on other servers. */
interface AckRequest {
  readonly onClientCount: (clientCount: number) => void;
  readonly onAck: (...args: unknown[]) => void;
  readonly timer: NodeJS.Timeout;
}

/** How a question is put: which of the answers count is for the subclass to say. */
export type Expectation = Pick<PendingRequest, "describeTimeout" | "isComplete" | "onAnswer" | "onNodeGone">;

/**
 * An adapter for several servers. A subclass
 *
 * - implements `doPublish` and `doPublishResponse`
 * - calls `onMessage` and `onResponse` with what comes from the others
 *
 * What concerns other servers is published first and then done here, also if publishing has failed.
 *
 * @example
 * ```ts
 * class BusAdapter extends ClusterAdapter {
 *   constructor(nsp: unknown, bus: Bus) {
 *     super(nsp);
 *     bus.onMessage((message) => this.onMessage(message));
 *     bus.onResponse(this.uid, (response) => this.onResponse(response));
 *   }
 *   protected override async doPublish(message: ClusterMessage): Promise<Offset> {
 *     return bus.publish(message);
 *   }
 *   protected override async doPublishResponse(uid: ServerId, response: ClusterResponse): Promise<void> {
 *     await bus.send(uid, response);
 *   }
 * }
 * ```
 */
export abstract class ClusterAdapter extends Adapter {
  protected readonly uid: ServerId;
  readonly #nsp: NamespaceShape;
  readonly #requests = new PendingRequests();
  readonly #ackRequests = new Map<string, AckRequest>();

  protected constructor(nsp: Unchecked) {
    super(nsp);
    this.#nsp = nsp as NamespaceShape;
    this.uid = randomId();
  }

  /** Ends what is still waiting for other servers. */
  override close(): Promise<void> | void {
    this.#requests.close();
    for (const { timer } of this.#ackRequests.values()) clearTimeout(timer);
    this.#ackRequests.clear();
  }

  /**
   * To be called with each message of another server; one's own are ignored. Those who have one channel for everything
   * may also call it with responses.
   */
  protected onMessage(message: ClusterMessage | ClusterResponse, offset?: string): void {
    if (!isIntact(message) || !this.concernsUs(message)) return;
    switch (message.type) {
      case MessageType.BROADCAST:
        this.#onBroadcast(message, offset);
        return;
      case MessageType.SOCKETS_JOIN:
        void super.addSockets(decodeOptions(message.data.opts), message.data.rooms);
        return;
      case MessageType.SOCKETS_LEAVE:
        void super.delSockets(decodeOptions(message.data.opts), message.data.rooms);
        return;
      case MessageType.DISCONNECT_SOCKETS:
        void super.disconnectSockets(decodeOptions(message.data.opts), message.data.close as boolean);
        return;
      case MessageType.FETCH_SOCKETS:
        void this.#onFetchSockets(message);
        return;
      case MessageType.SERVER_SIDE_EMIT:
        this.#onServerSideEmit(message);
        return;
      case MessageType.INITIAL_HEARTBEAT:
      case MessageType.HEARTBEAT:
      case MessageType.ADAPTER_CLOSE:
        return;
      case MessageType.FETCH_SOCKETS_RESPONSE:
      case MessageType.SERVER_SIDE_EMIT_RESPONSE:
      case MessageType.BROADCAST_CLIENT_COUNT:
      case MessageType.BROADCAST_ACK:
        this.onResponse(message);
    }
  }

  /** To be called with each response of another server. */
  protected onResponse(response: ClusterResponse): void {
    if (!isIntact(response) || !isResponse(response)) return;
    const { requestId } = response.data;
    switch (response.type) {
      case MessageType.BROADCAST_CLIENT_COUNT:
        this.#ackRequests.get(requestId)?.onClientCount(response.data.clientCount);
        return;
      case MessageType.BROADCAST_ACK:
        this.#ackRequests.get(requestId)?.onAck(response.data.packet);
        return;
      case MessageType.FETCH_SOCKETS_RESPONSE:
        this.#requests.answer(requestId, response.uid, response.data.sockets);
        return;
      case MessageType.SERVER_SIDE_EMIT_RESPONSE:
        this.#requests.answer(requestId, response.uid, [response.data.packet]);
    }
  }

  override async broadcast(packet: Unchecked, opts: BroadcastOptions): Promise<void> {
    const outgoing = packet as PacketShape;
    if (opts.flags?.local !== true) {
      const data = { packet: outgoing, opts: encodeOptions(opts) };
      const offset = await this.#publishFirst({ type: MessageType.BROADCAST, data });
      this.#addOffset(outgoing, opts, offset);
    }
    await super.broadcast(outgoing, opts);
  }

  override broadcastWithAck(
    packet: Unchecked,
    opts: BroadcastOptions,
    clientCountCallback: (clientCount: number) => void,
    ack: (...args: Unchecked[]) => void,
  ): void {
    if (opts.flags?.local !== true) {
      const requestId = randomId();
      // Not waited for: the clients of all servers are asked at the same time, within the same timeout.
      const data = { packet: packet as PacketShape, requestId, opts: encodeOptions(opts) };
      this.publish({ type: MessageType.BROADCAST, data });
      const timer = setTimeout(() => this.#ackRequests.delete(requestId), opts.flags?.timeout);
      // It only forgets: nobody waits for it.
      timer.unref();
      this.#ackRequests.set(requestId, { onClientCount: clientCountCallback, onAck: ack, timer });
    }
    super.broadcastWithAck(packet, opts, clientCountCallback, ack);
  }

  override async addSockets(opts: BroadcastOptions, rooms: Room[]): Promise<void> {
    if (opts.flags?.local !== true) {
      const data = { opts: encodeOptions(opts), rooms };
      await this.#publishFirst({ type: MessageType.SOCKETS_JOIN, data });
    }
    await super.addSockets(opts, rooms);
  }

  override async delSockets(opts: BroadcastOptions, rooms: Room[]): Promise<void> {
    if (opts.flags?.local !== true) {
      const data = { opts: encodeOptions(opts), rooms };
      await this.#publishFirst({ type: MessageType.SOCKETS_LEAVE, data });
    }
    await super.delSockets(opts, rooms);
  }

  override async disconnectSockets(opts: BroadcastOptions, close: boolean): Promise<void> {
    if (opts.flags?.local !== true) {
      const data = { opts: encodeOptions(opts), close };
      await this.#publishFirst({ type: MessageType.DISCONNECT_SOCKETS, data });
    }
    await super.disconnectSockets(opts, close);
  }

  override async fetchSockets(opts: BroadcastOptions): Promise<Unchecked[]> {
    const localSockets: unknown[] = await super.fetchSockets(opts);
    const expected = opts.flags?.local === true ? undefined : await this.othersToAnswer();
    if (expected === undefined) return localSockets;
    const requestId = randomId();
    return new Promise((resolve, reject) => {
      this.#requests.add(requestId, {
        ...expected,
        timeout: opts.flags?.timeout || DEFAULT_REQUEST_TIMEOUT,
        onEnd: (error, sockets) => {
          if (error === null) resolve([...localSockets, ...sockets]);
          else reject(error);
        },
      });
      this.publish({ type: MessageType.FETCH_SOCKETS, data: { opts: encodeOptions(opts), requestId } });
    });
  }

  override async serverSideEmit(packet: Unchecked[]): Promise<Unchecked> {
    const ack: unknown = packet.at(-1);
    if (typeof ack !== "function") {
      this.publish({ type: MessageType.SERVER_SIDE_EMIT, data: { packet } });
      return;
    }
    const onEnd = ack as PendingRequest["onEnd"];
    const expected = await this.othersToAnswer();
    if (expected === undefined) {
      onEnd(null, []);
      return;
    }
    const requestId = randomId();
    this.#requests.add(requestId, { ...expected, timeout: DEFAULT_REQUEST_TIMEOUT, onEnd });
    this.publish({ type: MessageType.SERVER_SIDE_EMIT, data: { requestId, packet: packet.slice(0, -1) } });
  }

  /** Sends a message to the other servers, and does not care what becomes of it. */
  protected publish(message: ClusterMessageBody): void {
    void this.#publishFirst(message);
  }

  protected async publishAndReturnOffset(message: ClusterMessageBody): Promise<Offset> {
    const complete = message as ClusterMessage;
    complete.uid = this.uid;
    complete.nsp = this.#nsp.name;
    return this.doPublish(complete);
  }

  /**
   * Sends a message to the other servers.
   *
   * @returns an offset, if the messages are kept for clients that may come back
   */
  protected abstract doPublish(message: ClusterMessage): Promise<Offset>;

  protected publishResponse(requesterUid: ServerId, response: ClusterResponseBody): void {
    const complete = response as ClusterResponse;
    complete.uid = this.uid;
    complete.nsp = this.#nsp.name;
    void this.#swallow(async () => this.doPublishResponse(requesterUid, complete));
  }

  /** Sends a response to one server. */
  protected abstract doPublishResponse(requesterUid: ServerId, response: ClusterResponse): Promise<void>;

  /** @internal Is this message from another server, and for this namespace? */
  protected concernsUs(message: ClusterMessage | ClusterResponse): boolean {
    return message.uid !== this.uid && message.nsp === this.#nsp.name;
  }

  /** @internal Whose answers a question waits for; undefined if there are no other servers. */
  protected async othersToAnswer(): Promise<Expectation | undefined> {
    const others = (await this.serverCount()) - 1;
    return others > 0 ? expectAnswers(others) : undefined;
  }

  /** @internal This server will not answer any more. */
  protected forgetNode(uid: ServerId): void {
    this.#requests.nodeGone(uid);
  }

  #onBroadcast(message: Extract<ClusterMessage, { type: 3 }>, offset: string | undefined): void {
    const { requestId } = message.data;
    const packet = message.data.packet as PacketShape;
    const opts = decodeOptions(message.data.opts);
    if (requestId === undefined) {
      this.#addOffset(packet, opts, offset);
      void super.broadcast(packet, opts);
      return;
    }
    super.broadcastWithAck(
      packet,
      opts,
      (clientCount) => {
        const data = { requestId, clientCount };
        this.publishResponse(message.uid, { type: MessageType.BROADCAST_CLIENT_COUNT, data });
      },
      (answer: unknown) => {
        const data = { requestId, packet: answer };
        this.publishResponse(message.uid, { type: MessageType.BROADCAST_ACK, data });
      },
    );
  }

  async #onFetchSockets(message: Extract<ClusterMessage, { type: 7 }>): Promise<void> {
    const { requestId, opts } = message.data;
    const sockets = (await super.fetchSockets(decodeOptions(opts))) as SocketShape[];
    this.publishResponse(message.uid, {
      type: MessageType.FETCH_SOCKETS_RESPONSE,
      data: { requestId, sockets: sockets.map(describeSocket) },
    });
  }

  #onServerSideEmit(message: Extract<ClusterMessage, { type: 9 }>): void {
    const { requestId } = message.data;
    const packet = message.data.packet as unknown[];
    if (requestId === undefined) {
      this.#nsp._onServerSideEmit(packet);
      return;
    }
    let called = false;
    const ack = (answer: unknown) => {
      if (called) return;
      called = true;
      const data = { requestId, packet: answer };
      this.publishResponse(message.uid, { type: MessageType.SERVER_SIDE_EMIT_RESPONSE, data });
    };
    this.#nsp._onServerSideEmit([...packet, ack]);
  }

  /** The clients of all servers get the offset that the message got from the bus. */
  #addOffset(packet: PacketShape, opts: BroadcastOptions, offset: Offset | undefined): void {
    const isRecoveryOn = Boolean(this.#nsp.server.opts?.connectionStateRecovery);
    if (!isRecoveryOn || typeof offset !== "string") return;
    if (isRecoverable(packet, opts)) packet.data.push(offset);
  }

  #publishFirst(message: ClusterMessageBody): Promise<Offset | undefined> {
    return this.#swallow(() => this.publishAndReturnOffset(message));
  }

  /** What fails on the bus is the business of the subclass; the clients of this server get what is theirs anyway. */
  async #swallow<Value>(action: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await action();
    } catch {
      return undefined;
    }
  }
}

function describeSocket(socket: SocketShape): unknown {
  const { id, rooms, data } = socket;
  // `sessionStore` is what express-session leaves there: it cannot be serialized, and nobody else can use it.
  const handshake = { ...(socket.handshake as Record<string, unknown>) };
  delete handshake["sessionStore"];
  return { id, handshake, rooms: [...rooms], data };
}
