import { ClusterAdapter, type Expectation } from "./cluster-adapter.ts";
import {
  isIntact,
  MessageType,
  type ClusterAdapterOptions,
  type ClusterMessage,
  type ClusterMessageBody,
  type ClusterResponse,
  type ServerId,
} from "./cluster-messages.ts";
import { expectAnswersOf } from "./pending-requests.ts";
import type { Unchecked } from "./types.ts";

const DEFAULTS: Required<ClusterAdapterOptions> = Object.freeze({
  heartbeatInterval: 5_000,
  heartbeatTimeout: 10_000,
});

const SWEEP_INTERVAL = 1_000;

/** Emitters send messages but serve no clients, so nobody waits for their answers. */
const EMITTER_UID = "emitter";

/** A `ClusterAdapter` that knows the other servers by their heartbeats. */
export abstract class ClusterAdapterWithHeartbeat extends ClusterAdapter {
  readonly #options: Required<ClusterAdapterOptions>;
  /** When each of the other servers was last heard of. */
  readonly #nodes = new Map<ServerId, number>();
  readonly #sweep: NodeJS.Timeout;
  #heartbeat: NodeJS.Timeout | undefined;
  #isClosed = false;

  protected constructor(nsp: Unchecked, opts: ClusterAdapterOptions) {
    super(nsp);
    this.#options = { ...DEFAULTS, ...opts };
    this.#sweep = setInterval(() => this.#removeSilentNodes(), SWEEP_INTERVAL);
  }

  override init(): void {
    this.publish({ type: MessageType.INITIAL_HEARTBEAT });
  }

  override close(): void {
    this.publish({ type: MessageType.ADAPTER_CLOSE });
    this.#isClosed = true;
    clearTimeout(this.#heartbeat);
    clearInterval(this.#sweep);
    void super.close();
  }

  override onMessage(message: ClusterMessage | ClusterResponse, offset?: string): void {
    if (this.#isClosed || !isIntact(message) || !this.concernsUs(message)) return;
    const { uid } = message;
    if (message.type === MessageType.ADAPTER_CLOSE) {
      this.#removeNode(uid);
      return;
    }
    if (uid !== EMITTER_UID) this.#nodes.set(uid, performance.now());
    if (message.type === MessageType.INITIAL_HEARTBEAT) this.publish({ type: MessageType.HEARTBEAT });
    else super.onMessage(message, offset);
  }

  /** Public here, protected in the base: so it is in the published package. */
  override onResponse(response: ClusterResponse): void {
    super.onResponse(response);
  }

  override serverCount(): Promise<number> {
    return Promise.resolve(1 + this.#nodes.size);
  }

  override publish(message: ClusterMessageBody): void {
    this.#scheduleHeartbeat();
    super.publish(message);
  }

  /** @internal */
  protected override othersToAnswer(): Promise<Expectation | undefined> {
    const others = this.#nodes.size > 0 ? expectAnswersOf(this.#nodes.keys()) : undefined;
    return Promise.resolve(others);
  }

  /** Any message tells the others that we are there, so the next heartbeat can wait. */
  #scheduleHeartbeat(): void {
    if (this.#isClosed) return;
    if (this.#heartbeat === undefined) {
      this.#heartbeat = setTimeout(
        () => this.publish({ type: MessageType.HEARTBEAT }),
        this.#options.heartbeatInterval,
      );
    } else {
      this.#heartbeat.refresh();
    }
  }

  #removeSilentNodes(): void {
    const now = performance.now();
    for (const [uid, lastSeen] of this.#nodes) {
      if (now - lastSeen > this.#options.heartbeatTimeout) this.#removeNode(uid);
    }
  }

  #removeNode(uid: ServerId): void {
    this.#nodes.delete(uid);
    this.forgetNode(uid);
  }
}
