import { afterAll, beforeAll, describe, expect, onTestFinished } from "vitest";
import { compilePackages, type CompiledEntry } from "../harness/compile-packages.ts";
import { startApplication, type Application, type ApplicationOptions } from "./application.ts";
import { browserUnderTest } from "./browsers/browser-under-test.ts";
import { bundles, clientUnderTest, type ClientHome } from "./client-under-test.ts";
import { describeInBrowser, type AtTheEnd, type OpenPage, type TestPage } from "./open-page.ts";
import type { Kit } from "./types.ts";

/** A function that runs in the page: it sees its parameters and the globals of the page, and nothing else. */
export type Work<A, R> = (kit: Kit, argument: A) => R | Promise<R>;

/** A page with the client. */
export interface ClientPage extends TestPage {
  run<R>(work: Work<undefined, R>): Promise<R>;
  run<A, R>(work: Work<A, R>, argument: A): Promise<R>;
}

type PageParameters = Readonly<Record<string, string>>;

/** What tests work with. */
export interface Stage {
  /** One that is shared by all tests of the file. */
  readonly application: Application;
  /** One that the test may kill. */
  start(options?: ApplicationOptions): Promise<Application>;
  /** A page with a bundle; at the end of the test nothing must have been thrown in it. */
  open(application?: Application, bundle?: string, parameters?: PageParameters): Promise<ClientPage>;
  /** Any page; at the end of the test nothing must have been thrown in it. */
  openPage(url: string): Promise<ClientPage>;
  /** One page for all tests around it, with an application of its own when that has options. */
  share(bundle: string, options?: ApplicationOptions): () => ClientPage;
}

/** The text of an expression that runs a function with the kit of the page. */
export function callInPage<A, R>(work: Work<A, R>, argument: A): string {
  // As text: browsers get it from another process.
  return `getKit().then((kit) => (${String(work)})(kit, ${JSON.stringify(argument) ?? "undefined"}))`;
}

/** Tests that are not for every browser, or not for both clients. */
export function where(isSo: boolean, define: () => void): void {
  if (isSo) define();
}

/** The server and the client under test, from their sources as they are now, and one application for all. */
function prepareApplications() {
  let entry: CompiledEntry | undefined;
  let home: ClientHome | undefined;
  let shared: Application | undefined;

  const start = (options?: ApplicationOptions): Promise<Application> => {
    if (entry === undefined || home === undefined) throw new Error("the server is not there yet");
    return startApplication({ module: entry.url, home: home.url }, options);
  };

  beforeAll(async () => {
    entry = compilePackages("@sockeye/server", ["server", "protocol", "websocket"]);
    home = await clientUnderTest.createHome();
    shared = await start();
  });
  afterAll(async () => {
    await shared?.kill();
    home?.remove();
    entry?.remove();
  });

  return {
    start,
    getShared: (): Application => {
      if (shared === undefined) throw new Error("the shared application is not there yet");
      return shared;
    },
  };
}

/** Opens when the tests around it begin, and closes when they have ended. */
function keep<T>(open: (atTheEnd: AtTheEnd) => Promise<T>): () => T {
  const ends: (() => Promise<void>)[] = [];
  let opened: { readonly value: T } | undefined;
  beforeAll(async () => {
    opened = { value: await open((end) => void ends.unshift(end)) };
  });
  afterAll(async () => {
    const failures: unknown[] = [];
    for (const end of ends) await end().catch((error: unknown) => failures.push(error));
    expect(failures).toEqual([]);
  });
  return () => {
    if (opened === undefined) throw new Error("what the tests share is not there yet");
    return opened.value;
  };
}

function createStage(openPage: OpenPage): Stage {
  const { start, getShared } = prepareApplications();

  const openWithKit = async (url: string, atTheEnd?: AtTheEnd): Promise<ClientPage> => {
    const page = await openPage(url, atTheEnd);
    const run = <A, R>(work: Work<A, R>, argument?: A) => page.evaluate<R>(callInPage(work, argument as A));
    return { ...page, run };
  };

  return {
    get application() {
      return getShared();
    },
    start: async (options) => {
      const application = await start(options);
      onTestFinished(() => application.kill());
      return application;
    },
    open: (application = getShared(), bundle = bundles.module, parameters = {}) =>
      openWithKit(application.page(bundle, parameters)),
    openPage: (url) => openWithKit(url),
    share: (bundle, options) =>
      keep(async (atTheEnd) => {
        const application = options === undefined ? getShared() : await start(options);
        if (options !== undefined) atTheEnd(() => application.kill());
        return openWithKit(application.page(bundle), atTheEnd);
      }),
  };
}

/** The tests that need a browser; without it, one test that is skipped and says what to install. */
export function describeBrowser(title: string, define: (stage: Stage) => void): void {
  describeInBrowser(title, (openPage) => {
    const stage = createStage(openPage);
    // Apart from the hooks above: one that fails keeps those of the same group from cleaning up.
    describe(`the ${clientUnderTest.name} client in ${browserUnderTest.name}`, () => {
      define(stage);
    });
  });
}
