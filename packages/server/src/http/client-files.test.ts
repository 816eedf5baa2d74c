import { Buffer } from "node:buffer";
import { once } from "node:events";
import type { IncomingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ClientFile, clientFileAt, clientFileNames } from "./client-files.ts";
import { createRequest, createResponse } from "./testing/exchange.ts";

const TEXT = "console.log('sockeye');\n".repeat(100);
const HEADERS = {
  "Cache-Control": "public, max-age=0",
  "Content-Type": "application/javascript; charset=utf-8",
  ETag: '"1.2.3"',
};

function createFile(name = "socket.io.js"): ClientFile {
  return new ClientFile({ name, body: Buffer.from(TEXT), version: "1.2.3" });
}

interface Served {
  /** As it went over the wire, without the date. */
  readonly lines: readonly string[];
  readonly body: Buffer;
}

/** Has a file answer a request. HTTP/1.0, so that the body comes as it is. */
async function serve(file: ClientFile, headers: IncomingHttpHeaders = {}, method = "GET"): Promise<Served> {
  const request = createRequest(method, headers);
  const response = createResponse(request);
  response.useChunkedEncodingByDefault = false;
  const wire = new PassThrough();
  response.assignSocket(wire as unknown as Socket);
  const finished = once(response, "finish");
  file.serve(request, response);
  await finished;
  const bytes = Buffer.from((wire.read() ?? []) as Uint8Array);
  const end = bytes.indexOf("\r\n\r\n");
  const lines = bytes.subarray(0, end).toString().split("\r\n");
  return { lines: lines.filter((line) => !/^(Date|Connection):/.test(line)), body: bytes.subarray(end + 4) };
}

const asLines = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`);

describe("which file a target asks for", () => {
  it.each([
    ["/socket.io/socket.io.js", "socket.io.js"],
    ["/socket.io/socket.io.min.js", "socket.io.min.js"],
    ["/socket.io/socket.io.esm.min.js", "socket.io.esm.min.js"],
    ["/socket.io/socket.io.msgpack.min.js", "socket.io.msgpack.min.js"],
    ["/socket.io/socket.io.msgpack.min.js.map", "socket.io.msgpack.min.js.map"],
    ["/socket.io/socket.io.js?v=1", "socket.io.js"],
    ["/socket.io/socket.io.js?/../x?y", "socket.io.js"],
    ["/socket.io/socket.io.js#part", undefined],
    ["/socket.io/socket.io.esm.js", undefined],
    ["/socket.io/socket.io.js/", undefined],
    ["/socket.io/socket.io.js.map.map", undefined],
    ["/socket.io/socket.io.jsx", undefined],
    ["/socket.io/Socket.io.js", undefined],
    ["/socket.io/socket%2Eio.js", undefined],
    ["/socket.io//socket.io.js", undefined],
    ["/socket.io/../socket.io/socket.io.js", undefined],
    ["/socket.io/some/socket.io.js", undefined],
    ["/socket.io/?EIO=4&transport=polling", undefined],
    ["/socket.io/", undefined],
    ["/socket.io", undefined],
    ["/socket_io/socket.io.js", undefined],
    ["/socket.io.socket.io.js", undefined],
    ["http://localhost/socket.io/socket.io.js", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("%s: %s", (url, expected) => {
    expect(clientFileAt(url, "/socket.io")).toBe(expected);
  });

  it.each(["", "/a.b+(c)", "/one/two"])("below the path %j, taken literally", (path) => {
    for (const name of clientFileNames) expect(clientFileAt(`${path}/${name}`, path)).toBe(name);
    expect(clientFileAt("/aXbbc/socket.io.js", path)).toBeUndefined();
  });

  it("is one of eight, whatever is sent", () => {
    expect(clientFileNames.size).toBe(8);
    const piece = fc.constantFrom("/", "..", "socket.io", ".js", ".min", ".map", "?", "%2f", "\\", "\0", "s");
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const name = clientFileAt(`/socket.io/${pieces.join("")}`, "/socket.io");
        expect(name === undefined || clientFileNames.has(name)).toBe(true);
      }),
    );
  });
});

describe("an answer", () => {
  it("is the file, under its version", async () => {
    const { lines, body } = await serve(createFile());
    expect(lines).toEqual(["HTTP/1.1 200 OK", ...asLines(HEADERS)]);
    expect(body.toString()).toBe(TEXT);
  });

  it("names the type of source maps", () => {
    const { headers } = createFile("socket.io.js.map").answer(undefined);
    expect(headers["Content-Type"]).toBe("application/json; charset=utf-8");
  });

  it.each(["GET", "POST", "OPTIONS", "DELETE"])("is the same to %s", async (method) => {
    expect((await serve(createFile(), {}, method)).body.toString()).toBe(TEXT);
  });

  it("has no body for HEAD", async () => {
    const { lines, body } = await serve(createFile(), { "accept-encoding": "gzip" }, "HEAD");
    expect(lines).toEqual(["HTTP/1.1 200 OK", ...asLines({ ...HEADERS, "content-encoding": "gzip" })]);
    expect(body).toHaveLength(0);
  });

  it("has its end at once for HEAD: nothing is compressed", () => {
    const request = createRequest("HEAD", { "accept-encoding": "br" });
    const response = createResponse(request);
    createFile().serve(request, response);
    expect(response.writableEnded).toBe(true);
  });

  it.each(['"1.2.3"', 'W/"1.2.3"'])("is nothing new to who has %s", async (tag) => {
    const headers = { "if-none-match": tag, "accept-encoding": "gzip" };
    const { lines, body } = await serve(createFile(), headers);
    expect(lines).toEqual(["HTTP/1.1 304 Not Modified"]);
    expect(body).toHaveLength(0);
  });

  it.each(["*", "1.2.3", '"1.2.4"', 'w/"1.2.3"', '"x", "1.2.3"', ""])("is the file to who has %j", (tag) => {
    expect(createFile().answer(tag).status).toBe(200);
  });

  it("is left to who has begun one", () => {
    const request = createRequest("GET");
    const response = createResponse(request).writeHead(404);
    createFile().serve(request, response);
    expect([response.statusCode, response.writableEnded]).toEqual([404, false]);
  });

  it("has its head at once, even when its body takes longer", () => {
    const request = createRequest("GET", { "accept-encoding": "br" });
    const response = createResponse(request);
    createFile().serve(request, response);
    expect([response.headersSent, response.writableEnded]).toEqual([true, false]);
  });
});

describe("compression", () => {
  it.each([
    ["br", brotliDecompressSync],
    ["gzip", gunzipSync],
    ["deflate", inflateSync],
  ])("%s", async (encoding, decompress) => {
    const { lines, body } = await serve(createFile(), { "accept-encoding": encoding });
    expect(lines).toEqual(["HTTP/1.1 200 OK", ...asLines({ ...HEADERS, "content-encoding": encoding })]);
    expect(body.length).toBeLessThan(TEXT.length / 2);
    expect(decompress(body).toString()).toBe(TEXT);
  });

  it("is done once for all", async () => {
    const file = createFile();
    const bodies = new Set<Uint8Array>();
    const ask = async (): Promise<void> => {
      const request = createRequest("GET", { "accept-encoding": "br" });
      const response = createResponse(request);
      const ended = new Promise<Uint8Array>((resolve) => {
        response.end = ((body: Uint8Array) => {
          resolve(body);
          return response;
        }) as typeof response.end;
      });
      file.serve(request, response);
      bodies.add(await ended);
    };
    await Promise.all([ask(), ask()]);
    await ask();
    expect(bodies.size).toBe(1);
  });

  // What socket.io 4.8.4 chose when it was sent these.
  it.each([
    [undefined, undefined],
    ["", undefined],
    ["gzip, deflate, br", "gzip"],
    ["br, gzip", "br"],
    ["deflate, gzip", "deflate"],
    ["gzip;q=0.1, br;q=1", "br"],
    ["br;q=0, gzip", "gzip"],
    ["gzip;q=0", undefined],
    ["*", "br"],
    ["*;q=0", undefined],
    ["identity", undefined],
    ["identity;q=1, gzip;q=0.5", "gzip"],
    ["zstd, br;q=0.5", "br"],
    ["GZIP", "gzip"],
    ["x-gzip", undefined],
    ["foobr", undefined],
    ["gzip;q=0, *", "br"],
    ["*, gzip", "gzip"],
    ["*, deflate;q=0.9", "br"],
    ["*;q=0.5, deflate", "deflate"],
    ["*;q=0.5, gzip;q=0.5", "gzip"],
    ["deflate;q=0.5,gzip;q=0.5", "deflate"],
    ["br;q=0.5,br;q=1,gzip;q=0.7", "br"],
    ["gzip ; q=0.1, br;q=0.2", "br"],
    ["gzip;v=1;q=0.1,br;q=0.2", "br"],
    ["gzip;q=, br;q=0.2", "br"],
    ["br;q=abc", undefined],
    ["br;q=abc, *", "gzip"],
    ["gzip;q=-1", undefined],
    ["gzip;q=2,br", "gzip"],
    ["gzip;foo", "gzip"],
    [",,gzip", "gzip"],
  ])("for %s it is %s", async (header, expected) => {
    const headers = header === undefined ? {} : { "accept-encoding": header };
    const { lines } = await serve(createFile(), headers, "HEAD");
    const line = lines.find((one) => one.startsWith("content-encoding"));
    expect(line).toBe(expected === undefined ? undefined : `content-encoding: ${expected}`);
  });

  it("reads so many wishes and no more", async () => {
    const wishes = (count: number): IncomingHttpHeaders => ({
      "accept-encoding": `${"x,".repeat(count)}gzip`,
    });
    expect((await serve(createFile(), wishes(63), "HEAD")).lines).toContain("content-encoding: gzip");
    expect((await serve(createFile(), wishes(64), "HEAD")).lines).not.toContain("content-encoding: gzip");
  });
});
