import { Adapter, type BroadcastOptions } from "../adapter/index.ts";
import { Namespace } from "./namespace.ts";
import type { RemoteSocket } from "./broadcast-operator.ts";
import type { Server } from "./server.ts";
import type { Socket } from "./socket.ts";
import type { DefaultEventsMap, EventNamesWithoutAck, EventParams, EventsMap } from "./typed-events.ts";

/** Decides by its name, and by what the client brings, whether a namespace may come into being. */
export type NamespaceMatcher = (
  name: string,
  auth: { [key: string]: any },
  fn: (err: Error | null, success: boolean) => void,
) => void;

/** A child of a dynamic namespace, which may be gone when nobody is in it. */
class ChildNamespace extends Namespace<any, any, any> {
  readonly #parent: ParentNamespace<any, any, any>;

  constructor(parent: ParentNamespace<any, any, any>, name: string) {
    super(parent.server, name);
    this.#parent = parent;
  }

  /** Is nobody in it, or on the way in? */
  get isEmpty(): boolean {
    return this.sockets.size === 0 && this._expected === 0;
  }

  override _settled(): void {
    super._settled();
    if (this.isEmpty) this.#parent._onEmpty(this);
  }

  override _admit(socket: Socket<any, any, any>): void {
    this.#parent._onUsed(this);
    super._admit(socket);
  }

  override _remove(socket: Socket<any, any, any>): void {
    super._remove(socket);
    if (this.isEmpty) this.#parent._onEmpty(this);
  }
}

/** Passes broadcasts on to all children; there is nobody in a parent itself. */
class ParentAdapter extends Adapter {
  readonly #children: ReadonlySet<ChildNamespace>;

  constructor(nsp: object, children: ReadonlySet<ChildNamespace>) {
    super(nsp);
    this.#children = children;
  }

  override broadcast(packet: never, options: BroadcastOptions): void {
    // Each child's adapter puts its own name into the packet.
    for (const child of this.#children) {
      child._watchAdapter("broadcast", child.adapter.broadcast({ ...(packet as object) }, options));
    }
  }
}

/**
 * Namespaces whose names fit a pattern, or satisfy a function. They come into being when a client asks for them, with the
 * middlewares and connection listeners that their parent has by then.
 */
export class ParentNamespace<
  ListenEvents extends EventsMap = DefaultEventsMap,
  EmitEvents extends EventsMap = ListenEvents,
  ServerSideEvents extends EventsMap = DefaultEventsMap,
  SocketData = any,
> extends Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
  static #count = 0;
  readonly #children = new Set<ChildNamespace>();
  /** Those that nobody is in, in the order in which they were left. */
  readonly #empty = new Set<ChildNamespace>();

  /** @internal */
  constructor(server: Server<ListenEvents, EmitEvents, ServerSideEvents, SocketData>) {
    super(server, `/_${ParentNamespace.#count++}`);
    this.adapter = new ParentAdapter(this, this.#children);
  }

  /** @internal There is nobody to reach in a parent itself. */
  override _initAdapter(): void {
    // The constructor has made the only adapter that fits, or is about to.
  }

  /** Emits an event to everybody in all children. */
  override emit<Ev extends EventNamesWithoutAck<EmitEvents>>(
    ev: Ev,
    ...args: EventParams<EmitEvents, Ev>
  ): boolean {
    for (const child of this.#children) child.emit(ev as string, ...(args as unknown[]));
    return true;
  }

  /** @internal A client has asked for this name. */
  createChild(name: string): Namespace<ListenEvents, EmitEvents, ServerSideEvents, SocketData> {
    const child = new ChildNamespace(this, name);
    child._middlewares = this._middlewares as never;
    for (const event of ["connect", "connection"] as const) {
      for (const listener of this.listeners(event)) child.on(event, listener as never);
    }
    this.#children.add(child);
    this.server._nsps.set(name, child);
    return child;
  }

  override fetchSockets(): Promise<RemoteSocket<EmitEvents, SocketData>[]> {
    throw new Error("fetchSockets() is not supported on parent namespaces");
  }

  /** @internal Somebody is in it now. */
  _onUsed(child: ChildNamespace): void {
    this.#empty.delete(child);
  }

  /** @internal Nobody is in it, or on the way in. */
  _onEmpty(child: ChildNamespace): void {
    const { cleansUpChildren, limits } = this.server;
    if (cleansUpChildren) return this.#remove(child);
    this.#empty.add(child);
    for (const oldest of this.#empty) {
      if (this.#empty.size <= limits.maxEmptyChildNamespaces) return;
      if (oldest.isEmpty) this.#remove(oldest);
      else this.#empty.delete(oldest);
    }
  }

  #remove(child: ChildNamespace): void {
    this.#empty.delete(child);
    this.#children.delete(child);
    this.server._nsps.delete(child.name);
    child._watchAdapter("close", child.adapter.close());
  }
}
