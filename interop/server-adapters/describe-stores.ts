import { afterAll, beforeAll } from "vitest";
import { describePeer } from "../peers/describe-peer.ts";
import { findPostgres, findRedis, startPostgres, startRedis, type DataStore } from "./data-stores.ts";
import { prepareImplementation, type Implementation } from "./implementation.ts";
import type { SuiteContext } from "./adapter-suite.ts";

/** The server under test and a store, for the tests of one file. */
function prepare(start: () => Promise<DataStore>): () => SuiteContext {
  let implementation: Implementation | undefined;
  let store: DataStore | undefined;
  beforeAll(async () => {
    implementation = prepareImplementation();
    store = await start();
  });
  afterAll(async () => {
    implementation?.remove();
    await store?.stop();
  });
  return () => {
    if (implementation === undefined || store === undefined) throw new Error("nothing is prepared yet");
    return { implementation, store: store.path };
  };
}

type Define = (context: () => SuiteContext) => void;

export const describeRedis = (title: string, define: Define): void =>
  describePeer(title, { program: findRedis(), install: "redis-server" }, (program) =>
    define(prepare(() => startRedis(program))),
  );

export const describePostgres = (title: string, define: Define): void =>
  describePeer(title, { program: findPostgres(), install: "postgresql" }, (programs) =>
    define(prepare(() => startPostgres(programs))),
  );

/** For servers that share nothing, or whose parent process is what they share. */
export const withoutStore = (): (() => SuiteContext) =>
  prepare(async () => ({ path: "", stop: async () => undefined }));
