import { onMounted, onScopeDispose, readonly, ref, type Ref } from "vue";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "@sockeye/client";

/** Names of events, each with the type of its listener. */
interface Events {
  // oxlint-disable-next-line typescript/no-explicit-any -- as in the types of sockets: what events carry is up to the application
  [event: string]: any;
}

/** A socket, and whether it is connected now. */
export interface UsedSocket<Listen extends Events, Emit extends Events> {
  /** Not reactive: it is used, and not shown. */
  readonly socket: Socket<Listen, Emit>;
  readonly isConnected: Readonly<Ref<boolean>>;
}

/** A socket that is connected as long as the component is there. Not on a server that renders it: there, nothing is mounted. */
export function useSocket<Listen extends Events, Emit extends Events>(
  url: string,
  options?: Partial<ManagerOptions & SocketOptions>,
): UsedSocket<Listen, Emit> {
  const socket: Socket<Listen, Emit> = io(url, { ...options, autoConnect: false });
  const isConnected = ref(false);
  const update = (): void => {
    isConnected.value = socket.connected;
  };
  socket.on("connect", update).on("disconnect", update);
  onMounted(() => socket.connect());
  onScopeDispose(() => socket.disconnect());
  return { socket, isConnected: readonly(isConnected) };
}
