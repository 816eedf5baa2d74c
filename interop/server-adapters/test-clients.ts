import { io, type ManagerOptions, type Socket, type SocketOptions } from "socket.io-client";

export interface ClientSettings {
  readonly name: string;
  readonly url: string;
  readonly nsp?: string;
  readonly auth?: { readonly rooms?: readonly string[]; readonly data?: object };
  readonly options?: Partial<ManagerOptions & SocketOptions>;
}

/** A stock client that keeps what it got. */
export interface TestClient {
  readonly name: string;
  /** The id of its socket when it had connected. */
  readonly id: string;
  /** The server that it reached. */
  readonly node: string;
  readonly socket: Socket;
  /** Every event of that name so far, by its arguments. */
  all(event: string): readonly (readonly unknown[])[];
  /** The first event of that name, which may have come already. */
  heard(event: string): Promise<readonly unknown[]>;
  /** Why it was disconnected, if not by itself. */
  readonly gone: Promise<string>;
}

interface Hello {
  readonly node: string;
  readonly recovered: boolean;
}

/** A client whose socket is in its rooms when this resolves. */
export async function connectClient(settings: ClientSettings): Promise<TestClient> {
  const { name, url, nsp = "/", auth = {}, options } = settings;
  const socket = io(`${url}${nsp}`, {
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    auth,
    ...options,
  });
  const log: [event: string, parameters: unknown[]][] = [];
  const waiting = new Map<string, (() => void)[]>();
  socket.onAny((event: string, ...parameters: unknown[]) => {
    log.push([event, parameters]);
    for (const wake of waiting.get(event) ?? []) wake();
    waiting.delete(event);
  });
  socket.on("ask", (value: unknown, answer: (value: unknown) => void) => answer([name, value]));
  // Those who are called silent never answer this one.
  socket.on("ask-most", (value: unknown, answer: (value: unknown) => void) => {
    if (!name.startsWith("silent")) answer([name, value]);
  });
  const gone = new Promise<string>((resolve) => socket.once("disconnect", resolve));

  const all = (event: string) => log.filter(([known]) => known === event).map(([, parameters]) => parameters);
  const heard = async (event: string) => {
    const [first] = all(event);
    if (first !== undefined) return first;
    await new Promise<void>((wake) => waiting.set(event, [...(waiting.get(event) ?? []), wake]));
    return all(event)[0] ?? [];
  };
  const refused = new Promise<never>((_resolve, reject) => {
    socket.on("connect_error", (error) => {
      if (!socket.io.reconnection()) reject(error);
    });
  });
  const [hello] = (await Promise.race([heard("hello"), refused])) as [Hello];
  refused.catch(() => undefined);
  return { name, id: socket.id ?? "", node: hello.node, socket, all, heard, gone };
}
