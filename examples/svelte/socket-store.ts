import { readable, type Readable } from "svelte/store";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "@sockeye/client";

/** Names of events, each with the type of its listener. */
interface Events {
  // oxlint-disable-next-line typescript/no-explicit-any -- as in the types of sockets: what events carry is up to the application
  [event: string]: any;
}

/** A socket, and whether it is connected now. */
export interface SocketStore<Listen extends Events, Emit extends Events> {
  readonly socket: Socket<Listen, Emit>;
  /** The socket is connected as long as somebody has subscribed to this one. */
  readonly isConnected: Readable<boolean>;
}

/** A socket whose connection is opened for the first subscriber, and closed after the last one. */
export function createSocketStore<Listen extends Events, Emit extends Events>(
  url: string,
  options?: Partial<ManagerOptions & SocketOptions>,
): SocketStore<Listen, Emit> {
  const socket: Socket<Listen, Emit> = io(url, { ...options, autoConnect: false });
  const isConnected = readable(false, (set) => {
    const update = (): void => set(socket.connected);
    socket.on("connect", update).on("disconnect", update);
    socket.connect();
    return () => {
      socket.disconnect();
      socket.off("connect", update).off("disconnect", update);
    };
  });
  return { socket, isConnected };
}
