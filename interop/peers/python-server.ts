import { join } from "node:path";
import { startPeerProcess } from "./peer-process.ts";
import type { ServerPeer, ServerReport } from "./session.ts";

export interface PythonServerOptions {
  readonly perMessageDeflate?: boolean;
  /** A file with certificate and key: makes it a wss:// server. */
  readonly chain?: string;
}

/** A server of the suite written with Python's websockets. */
export async function startPythonServer(
  command: string,
  options: PythonServerOptions = {},
): Promise<ServerPeer> {
  const child = startPeerProcess({
    command,
    parameters: [
      join(import.meta.dirname, "programs", "python-server.py"),
      options.perMessageDeflate === true ? "on" : "off",
      ...(options.chain === undefined ? [] : [options.chain]),
    ],
  });
  const { port } = await child.hear<{ port: number }>();
  return {
    url: options.chain === undefined ? `ws://127.0.0.1:${port}` : `wss://localhost:${port}`,
    takeReport: () => child.hear<ServerReport>(),
    stop: () => child.stop(),
  };
}
