import * as ours from "@sockeye/server/adapter";
import type * as published from "socket.io-adapter";
import { describe, expect, expectTypeOf, it } from "vitest";

/** Written against the published types; only the name of the package is another one. */
class LoggingAdapter extends ours.ClusterAdapterWithHeartbeat {
  readonly published: ours.MessageType[] = [];

  constructor(nsp: { readonly name: string; readonly server: object }) {
    super(nsp, { heartbeatInterval: 1000 });
  }

  protected override doPublish(message: ours.ClusterMessage): Promise<ours.Offset> {
    this.published.push(message.type);
    if (message.type === ours.MessageType.BROADCAST)
      expectTypeOf(message.data.opts.rooms).toEqualTypeOf<string[]>();
    return Promise.resolve("offset");
  }

  protected override doPublishResponse(_uid: ours.ServerId, response: ours.ClusterResponse): Promise<void> {
    this.published.push(response.type);
    return Promise.resolve();
  }

  override broadcast(packet: unknown, opts: ours.BroadcastOptions): Promise<void> {
    return super.broadcast(packet, opts);
  }
}

describe("the types of the adapter contract", () => {
  it("are those of the published package", () => {
    expectTypeOf<ours.BroadcastOptions>().toEqualTypeOf<published.BroadcastOptions>();
    expectTypeOf<ours.BroadcastFlags>().toEqualTypeOf<published.BroadcastFlags>();
    expectTypeOf<ours.Session>().toEqualTypeOf<published.Session>();
    expectTypeOf<ours.ClusterAdapterOptions>().toEqualTypeOf<published.ClusterAdapterOptions>();
    expectTypeOf<
      [ours.Offset, ours.Room, ours.SocketId, ours.ServerId, ours.PrivateSessionId]
    >().toEqualTypeOf<
      [published.Offset, published.Room, published.SocketId, published.ServerId, published.PrivateSessionId]
    >();
    expectTypeOf<ours.MessageType.BROADCAST>().toEqualTypeOf<3>();
    expectTypeOf<keyof published.Adapter>().toExtend<keyof ours.Adapter>();
    expectTypeOf<keyof published.ClusterAdapterWithHeartbeat>().toExtend<
      keyof ours.ClusterAdapterWithHeartbeat
    >();
    expectTypeOf<keyof published.SessionAwareAdapter>().toExtend<keyof ours.SessionAwareAdapter>();
  });

  it("let a subclass say what it does", async () => {
    const adapter = new LoggingAdapter({ name: "/", server: {} });
    await adapter.serverSideEmit(["event"]);
    expect(adapter.published).toEqual([ours.MessageType.SERVER_SIDE_EMIT]);
    adapter.close();
  });
});
