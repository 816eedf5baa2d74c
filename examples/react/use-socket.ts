import { useCallback, useEffect, useEffectEvent, useMemo, useSyncExternalStore } from "react";
import { io, type ManagerOptions, type Socket, type SocketOptions } from "@sockeye/client";

/** Names of events, each with the type of its listener. */
interface Events {
  // oxlint-disable-next-line typescript/no-explicit-any -- as in the types of sockets: what events carry is up to the application
  [event: string]: any;
}

/** A socket, and whether it is connected now. */
export type UsedSocket<Listen extends Events, Emit extends Events> = readonly [
  socket: Socket<Listen, Emit>,
  isConnected: boolean,
];

/**
 * A socket that is connected as long as the component is there. Another address is another socket; other options count from then on.
 *
 * StrictMode takes the effects of a new component back and makes them again. So the connection is opened a turn later: there is
 * one, not one that is opened, closed and opened again.
 */
export function useSocket<Listen extends Events, Emit extends Events>(
  url: string,
  options?: Partial<ManagerOptions & SocketOptions>,
): UsedSocket<Listen, Emit> {
  const socket = useMemo((): Socket<Listen, Emit> => io(url, { ...options, autoConnect: false }), [url]);

  useEffect(() => {
    const timer = setTimeout(() => socket.connect());
    return () => {
      clearTimeout(timer);
      socket.disconnect();
    };
  }, [socket]);

  const subscribe = useCallback(
    (onChange: () => void) => {
      socket.on("connect", onChange).on("disconnect", onChange);
      return () => {
        socket.off("connect", onChange).off("disconnect", onChange);
      };
    },
    [socket],
  );
  const isConnected = useSyncExternalStore(
    subscribe,
    () => socket.connected,
    () => false,
  );
  return [socket, isConnected];
}

/** Calls the listener of the last rendering for each event of that name. */
export function useSocketEvent<
  Listen extends Events,
  Emit extends Events,
  Name extends keyof Listen & string,
>(socket: Socket<Listen, Emit>, name: Name, listener: Listen[Name]): void {
  const onEvent = useEffectEvent(listener as (...args: unknown[]) => void);
  useEffect(() => {
    // What a map of events says is known to the caller; here it could be any.
    const untyped = socket as unknown as Socket;
    const listen = (...args: unknown[]): void => onEvent(...args);
    untyped.on<string>(name, listen);
    return () => {
      untyped.off<string>(name, listen);
    };
  }, [socket, name]);
}
