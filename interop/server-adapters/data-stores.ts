import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findProgram } from "../engine-proxies/find-program.ts";

/**
 * A data store as a process of this test run. It listens on a Unix socket in a folder of its own: nobody else can be in the
 * way, as somebody could on a port.
 */
export interface DataStore {
  /** What the clients of the store are given: the socket, or for PostgreSQL the folder that it is in. */
  readonly path: string;
  stop(): Promise<void>;
}

/** How long a store may take to start. */
const patience = 30_000;

interface Account {
  readonly uid: number;
  readonly gid: number;
}

interface StoreProgram {
  readonly command: string;
  readonly parameters: readonly string[];
  /** What it prints when clients may come. */
  readonly ready: RegExp;
  readonly account: Account | undefined;
}

const makeFolder = () => mkdtempSync(join(tmpdir(), "sockeye-store-"));
const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true });
const isGone = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** Resolves when the program is ready, and rejects with what it printed if it ends before. */
function waitUntilReady(child: ChildProcess, ready: RegExp): Promise<void> {
  let printed = "";
  let timer: NodeJS.Timeout | undefined;
  return new Promise<void>((resolve, reject) => {
    for (const input of [child.stdout, child.stderr]) {
      if (input === null) continue;
      createInterface({ input }).on("line", (line) => {
        printed = `${printed}${line}\n`.slice(-4_000);
        if (ready.test(line)) resolve();
      });
    }
    const fail = () => reject(new Error(`the store does not start: ${printed}`));
    child.once("error", reject);
    child.once("close", fail);
    timer = setTimeout(fail, patience);
  }).finally(() => clearTimeout(timer));
}

async function startStore(program: StoreProgram, folder: string): Promise<() => Promise<void>> {
  const { command, parameters, ready, account } = program;
  const child = spawn(command, parameters, { cwd: folder, stdio: ["ignore", "pipe", "pipe"], ...account });
  const stop = async () => {
    if (child.pid !== undefined && !isGone(child)) {
      const gone = once(child, "exit");
      // To both stores it means: now, and without waiting for clients.
      child.kill("SIGINT");
      await gone;
    }
    removeFolder(folder);
  };
  try {
    await waitUntilReady(child, ready);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

export const findRedis = (): string | undefined => findProgram("redis-server");

export async function startRedis(command: string): Promise<DataStore> {
  const folder = makeFolder();
  const path = join(folder, "redis.sock");
  const settings = { port: "0", unixsocket: path, dir: folder, save: "", appendonly: "no" };
  const parameters = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  const ready = /ready to accept connections/iu;
  return { path, stop: await startStore({ command, parameters, ready, account: undefined }, folder) };
}

const debianFolder = "/usr/lib/postgresql";

/** The folder of PostgreSQL's programs: Debian keeps those of each version apart and off the path. */
export function findPostgres(): string | undefined {
  let versions: string[] = [];
  try {
    versions = readdirSync(debianFolder);
  } catch {
    return undefined;
  }
  return versions
    .toSorted((one, other) => Number(other) - Number(one))
    .map((version) => join(debianFolder, version, "bin"))
    .find((folder) => readdirSync(folder).includes("initdb"));
}

/** PostgreSQL refuses to run as root; the package has made a user for it. */
function findAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const ask = (what: string) => Number(execFileSync("id", [what, "postgres"], { encoding: "utf8" }));
  return { uid: ask("-u"), gid: ask("-g") };
}

export async function startPostgres(programs: string): Promise<DataStore> {
  const folder = makeFolder();
  const account = findAccount();
  try {
    if (account !== undefined) chownSync(folder, account.uid, account.gid);
    chmodSync(folder, 0o700);
    const data = join(folder, "data");
    execFileSync(
      join(programs, "initdb"),
      ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"],
      { cwd: folder, stdio: "pipe", ...account },
    );
    const settings = [
      "listen_addresses=",
      `unix_socket_directories=${folder}`,
      "fsync=off",
      "max_connections=60",
    ];
    const parameters = ["-D", data, ...settings.flatMap((setting) => ["-c", setting])];
    const ready = /database system is ready to accept connections/u;
    const stop = await startStore(
      { command: join(programs, "postgres"), parameters, ready, account },
      folder,
    );
    return { path: folder, stop };
  } catch (error) {
    removeFolder(folder);
    throw error;
  }
}
