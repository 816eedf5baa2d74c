import { join } from "node:path";
import { startPeerProcess, type PeerProgram } from "./peer-process.ts";
import type { ClientPeer, SessionResult } from "./session.ts";

const programs = join(import.meta.dirname, "programs");

export interface ProcessClient extends ClientPeer {
  /** Ends the process at once, its connections with it. */
  kill(): Promise<void>;
}

function startProcessClient(program: PeerProgram): ProcessClient {
  const child = startPeerProcess(program);
  return {
    run: (plan) => {
      child.say(plan);
      return child.hear<SessionResult>();
    },
    stop: () => child.stop(),
    kill: () => child.kill(),
  };
}

/** The WebSocket that this Node has built in; it trusts the certificate in the file besides the usual authorities. */
export function startNodeClient(command: string, trusted?: string): ProcessClient {
  return startProcessClient({
    command,
    parameters: [join(programs, "node-client.mjs")],
    // Only for this child: the settings of the test runner's own Node are none of the peer's business.
    env: { NODE_OPTIONS: "", ...(trusted === undefined ? {} : { NODE_EXTRA_CA_CERTS: trusted }) },
  });
}

export interface PythonClientOptions {
  readonly perMessageDeflate?: boolean;
  readonly trusted?: string;
}

export function startPythonClient(command: string, options: PythonClientOptions = {}): ProcessClient {
  const compression = options.perMessageDeflate === true ? "on" : "off";
  const trusted = options.trusted === undefined ? [] : [options.trusted];
  return startProcessClient({
    command,
    parameters: [join(programs, "python-client.py"), compression, ...trusted],
  });
}
