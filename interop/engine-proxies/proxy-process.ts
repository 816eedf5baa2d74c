import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** A proxy in front of a local port, as a process of this test run. */
export interface ProxyProcess {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** What a configuration is made of. */
export interface Place {
  /** A folder of its own for everything that the program writes. */
  readonly folder: string;
  readonly port: number;
}

export interface ProxyProgram {
  readonly command: string;
  readonly configure: (place: Place) => string;
  /** The command line, given the file of the configuration. */
  readonly parameters: (file: string, place: Place) => readonly string[];
}

/** How long a proxy may take to listen. */
const patience = 10_000;
const attempts = 5;

/** A port that was free a moment ago: neither program can say which one the system chose for it. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => settle(true)).once("error", () => settle(false));
  });
}

const isGone = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

async function end(child: ChildProcess): Promise<void> {
  if (isGone(child)) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

async function attempt(program: ProxyProgram, place: Place): Promise<ChildProcess | string> {
  const file = join(place.folder, "configuration");
  writeFileSync(file, program.configure(place));
  const child = spawn(program.command, program.parameters(file, place), {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  const collect = (text: string) => {
    complaints = (complaints + text).slice(-4_000);
  };
  child.stdout.setEncoding("utf8").on("data", collect);
  child.stderr.setEncoding("utf8").on("data", collect);
  child.on("error", (error) => collect(error.message));
  for (const deadline = Date.now() + patience; Date.now() < deadline && !isGone(child);) {
    // Somebody else who took the port would accept as well, but then the program ends.
    if ((await accepts(place.port)) && !isGone(child)) return child;
    await delay(20);
  }
  await end(child);
  return complaints;
}

/** Starts the program on a free port, and on another if somebody was faster. */
export async function startProxyProcess(program: ProxyProgram): Promise<ProxyProcess> {
  const folder = mkdtempSync(join(tmpdir(), "sockeye-proxy-"));
  let complaints = "";
  for (let count = 0; count < attempts; count += 1) {
    const port = await findFreePort();
    const outcome = await attempt(program, { folder, port });
    if (typeof outcome !== "string") {
      return {
        url: `http://127.0.0.1:${port}`,
        port,
        stop: async () => {
          await end(outcome);
          rmSync(folder, { recursive: true, force: true });
        },
      };
    }
    complaints = outcome;
  }
  rmSync(folder, { recursive: true, force: true });
  throw new Error(`${program.command} does not start: ${complaints}`);
}
