/**
 * The client's bundles as both servers serve them: the same files under the same version, asked for in the same ways.
 */
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, request as httpRequest, type OutgoingHttpHeaders } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import { Server as OurServer } from "@sockeye/server";
import { Server as PublishedServer, type ServerOptions } from "socket.io";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

const published = dirname(createRequire(import.meta.url).resolve("socket.io/package.json"));
const VERSION = '"4.8.4"';

/** Its bundles and its version, put where a package of ours has them. */
let home: string;
const running = new Set<() => Promise<void>>();

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "sockeye-client-files-"));
  cpSync(join(published, "client-dist"), join(home, "client-dist"), { recursive: true });
  cpSync(join(published, "package.json"), join(home, "package.json"));
});

afterAll(() => {
  rmSync(home, { recursive: true, force: true });
});

afterEach(async () => {
  await Promise.all([...running].map((stop) => stop()));
  running.clear();
});

interface Question {
  readonly path: string;
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

interface Answer {
  readonly status: number | undefined;
  /** In their order and spelling. */
  readonly headers: readonly string[];
  readonly body: string;
}

type Options = Partial<ServerOptions>;
type Settle = (io: Pick<PublishedServer, "path" | "serveClient">) => void;

interface Scene {
  readonly options?: Options;
  /** What is done between the making of the server and its attaching, or after that. */
  readonly before?: Settle;
  readonly after?: Settle;
  readonly attachOptions?: Options;
}

async function start(kind: "ours" | "published", scene: Scene): Promise<number> {
  const { options = {}, before, after, attachOptions } = scene;
  const httpServer = createServer((_request, response) => response.end("the application"));
  let io: PublishedServer;
  if (kind === "published") io = new PublishedServer(options);
  else {
    const ours = new OurServer(options as ConstructorParameters<typeof OurServer>[0]);
    ours._serveBundlesOf(pathToFileURL(`${home}/`));
    io = ours as unknown as PublishedServer;
  }
  before?.(io);
  io.attach(httpServer, attachOptions);
  after?.(io);
  httpServer.listen(0, "127.0.0.1");
  await once(httpServer, "listening");
  running.add(async () => {
    httpServer.closeAllConnections();
    await io.close();
  });
  return (httpServer.address() as AddressInfo).port;
}

const decoders: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  deflate: inflateSync,
};

function ask(port: number, { body, ...question }: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: "127.0.0.1", port, agent: false, ...question };
    const request = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const whole = Buffer.concat(chunks);
        const decode = decoders[response.headers["content-encoding"] ?? ""];
        const text = (whole.length === 0 || decode === undefined ? whole : decode(whole)).toString();
        resolve({
          status: response.statusCode,
          headers: toLines(response.rawHeaders, response.statusCode),
          body: text,
        });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** What the engine refuses comes with its length from ours and in chunks from the other: see interop/engine-table. */
function toLines(raw: readonly string[], status: number | undefined): string[] {
  const isRefusal = status === 400;
  const lines = Array.from(
    { length: raw.length / 2 },
    (_, index) => `${raw[2 * index]}: ${raw[2 * index + 1]}`,
  );
  return lines
    .map((line) => line.replace(/^Date: .*/, "Date"))
    .filter((line) => !isRefusal || !/^(?:transfer-encoding|content-length):/i.test(line));
}

/** Asks both, and gives the answers of the published one when ours are the same. */
async function compare(scene: Scene, questions: readonly Question[]): Promise<Answer[]> {
  const [ours, theirs] = await Promise.all([start("ours", scene), start("published", scene)]);
  const answers: Answer[] = [];
  for (const question of questions) {
    const [mine, expected] = await Promise.all([ask(ours, question), ask(theirs, question)]);
    expect(mine, JSON.stringify(question)).toEqual(expected);
    answers.push(expected);
  }
  return answers;
}

const at = (name: string): Question => ({ path: `/socket.io/${name}` });
const script = at("socket.io.min.js");

describe("the names", () => {
  const scripts = ["socket.io.js", "socket.io.min.js", "socket.io.esm.min.js", "socket.io.msgpack.min.js"];

  it("of all files", async () => {
    const answers = await compare(
      {},
      scripts.flatMap((name) => [at(name), at(`${name}.map`)]),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  });

  it("of others", async () => {
    const others = [
      ...[
        "",
        "foo.js",
        "socket.io.esm.js",
        "socket.io.js.map.map",
        "socket.io.jsx",
        "Socket.io.js",
        "socket.io.js/",
      ],
      ...[
        "/socket.io.js",
        "a/socket.io.js",
        "../socket.io/socket.io.js",
        "socket%2Eio.js",
        "socket.io.js#part",
      ],
      ...["socketXio.js", "socket.io.js.gz", "package.json"],
    ];
    const answers = await compare({}, others.map(at));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400));
  });

  it("with a query, or beside the path", async () => {
    const paths = ["/socket.io/socket.io.js?v=1", "/socket.io/socket.io.js?/a/b?c", "/socket.io.js", "/"];
    const answers = await compare(
      {},
      paths.map((path) => ({ path })),
    );
    expect(answers.map(({ body }) => body === "the application")).toEqual([false, false, true, true]);
  });
});

describe("the methods", () => {
  it.each(["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])("%s", async (method) => {
    await compare({}, [
      { ...script, method },
      { ...script, method, headers: { "If-None-Match": VERSION } },
      { ...script, method, headers: { "Accept-Encoding": "gzip" } },
    ]);
  });

  it("POST with a body", async () => {
    const [answer] = await compare({}, [{ ...script, method: "POST", body: "abc" }]);
    expect(answer?.status).toBe(200);
  });
});

describe("the headers of requests", () => {
  it.each([
    [VERSION, 304],
    [`W/${VERSION}`, 304],
    [`  ${VERSION}  `, 304],
    [`w/${VERSION}`, 200],
    [`"x", ${VERSION}`, 200],
    ["4.8.4", 200],
    ["*", 200],
    ['"1"', 200],
    ["", 200],
  ])("If-None-Match: %s", async (tag, status) => {
    const headers = { "If-None-Match": tag };
    const answers = await compare({}, [
      { ...script, headers },
      { ...script, headers: { ...headers, "Accept-Encoding": "br" } },
      { ...at("socket.io.js.map"), headers },
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([status, status, status]);
  });

  it.each([
    ...[
      "gzip",
      "br",
      "deflate",
      "gzip, deflate, br",
      "br, gzip",
      "deflate, gzip",
      "GZIP",
      "*",
      "identity",
      "",
    ],
    ...[
      "gzip;q=0.1, br;q=1",
      "br;q=0, gzip",
      "gzip;q=0",
      "*;q=0",
      "gzip;q=0, *",
      "*, gzip",
      "*;q=0.5, deflate",
    ],
    ...[
      "zstd, br;q=0.5",
      "identity;q=1, gzip;q=0.5",
      "x-gzip",
      "foobr",
      "br;q=abc",
      "br;q=abc, *",
      "gzip;q=2,br",
      ",,gzip",
    ],
  ])("Accept-Encoding: %s", async (encoding) => {
    // Twice: what was compressed once is not compressed again.
    const question = { ...script, headers: { "Accept-Encoding": encoding } };
    await compare({}, [question, question]);
  });

  it("others that servers of files know", async () => {
    const headers = {
      Range: "bytes=0-9",
      "If-Modified-Since": new Date(0).toUTCString(),
      Origin: "http://a",
    };
    await compare({}, [{ ...script, headers }]);
  });
});

describe("CORS", () => {
  const origin = { Origin: "http://a" };
  const questions: readonly Question[] = [
    { ...script, headers: origin },
    { ...script, headers: { ...origin, "Accept-Encoding": "gzip" } },
    { ...script, headers: { ...origin, "If-None-Match": VERSION } },
    { ...script, headers: { ...origin, "Access-Control-Request-Method": "GET" }, method: "OPTIONS" },
    { ...script, headers: { Origin: "http://b" } },
  ];

  it.each<[string, NonNullable<Options["cors"]>]>([
    ["one origin", { origin: "http://a", credentials: true }],
    ["some origins", { origin: ["http://a", /c$/], exposedHeaders: ["x", "y"], maxAge: 5 }],
    ["any origin", { origin: true }],
    ["no origin", { origin: false }],
    ["the defaults", {}],
    ["preflights continued", { origin: "*", preflightContinue: true }],
    ["a decision that takes time", { origin: (_origin, done) => setImmediate(done, null, true) }],
    ["a refusal", { origin: (_origin, done) => done(new Error("no")) }],
    ["options for each request", (_request, done) => done(null, { origin: "http://a" })],
  ])("%s", async (_name, cors) => {
    await compare({ options: { cors } }, questions);
  });

  it("where it is attached does not count", async () => {
    const cors = { origin: "http://b" };
    await compare({ attachOptions: { cors } }, questions);
    await compare({ options: { cors: { origin: "http://a" } }, attachOptions: { cors } }, questions);
  });
});

describe("the server's settings", () => {
  const paths = ["/socket.io", "/a", "/b"].map((path): Question => ({ path: `${path}/socket.io.min.js` }));

  it.each<[string, Scene, number[]]>([
    ["serveClient: false", { options: { serveClient: false } }, [400, 200, 200]],
    ["serveClient(false)", { before: (io) => io.serveClient(false) }, [400, 200, 200]],
    ["serveClient(false), too late", { after: (io) => io.serveClient(false) }, [200, 200, 200]],
    [
      "serveClient(true), too late",
      { options: { serveClient: false }, after: (io) => io.serveClient(true) },
      [400, 200, 200],
    ],
    ["serveClient where it is attached", { attachOptions: { serveClient: false } }, [200, 200, 200]],
    ["path", { options: { path: "/a/" } }, [200, 200, 200]],
    ["path where it is attached", { attachOptions: { path: "/a" } }, [200, 400, 200]],
    ["two paths", { options: { path: "/a" }, attachOptions: { path: "/b" } }, [200, 200, 200]],
    ["path()", { before: (io) => io.path("/a") }, [200, 200, 200]],
    ["path() later", { after: (io) => io.path("/a") }, [400, 200, 200]],
    ["addTrailingSlash: false", { options: { addTrailingSlash: false } }, [200, 200, 200]],
    ["httpCompression: false", { options: { httpCompression: false } }, [200, 200, 200]],
    ["allowRequest", { options: { allowRequest: (_request, done) => done("no", false) } }, [200, 200, 200]],
  ])("%s", async (_name, scene, expected) => {
    const answers = await compare(scene, paths);
    expect(answers.map(({ status }) => status)).toEqual(expected);
  });
});
