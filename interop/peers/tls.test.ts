import { describe, expect, it, onTestFinished } from "vitest";
import { WebSocketServer as PublishedServer } from "ws";
import { storeCertificate } from "./certificate-folder.ts";
import { createExpiredCertificate, createValidCertificate, type Certificate } from "./certificate.ts";
import { describePeer } from "./describe-peer.ts";
import { findPythonWithWebsockets } from "./find-programs.ts";
import { WebSocket, type WebSocketServer } from "./implementation.ts";
import { startNodeServer } from "./node-server.ts";
import { startPythonServer } from "./python-server.ts";

type ClientOptions = NonNullable<ConstructorParameters<typeof WebSocket>[2]>;

/** What the application hears of one attempt, in order: `open`, `error CODE`, `close 1006`. */
function attempt(url: string, options: ClientOptions): Promise<string[]> {
  const heard: string[] = [];
  const socket = new WebSocket(url, options);
  socket.on("open", () => {
    heard.push("open");
    socket.close(1000);
  });
  socket.on("error", (error: Error & { code?: string }) => {
    heard.push(`error ${error.code ?? error.message}`);
  });
  return new Promise((resolve) => {
    socket.on("close", (code: number) => {
      resolve([...heard, `close ${code}`]);
    });
  });
}

async function serveWith(certificate: Certificate) {
  const server = await startNodeServer({
    certificate,
    Implementation: PublishedServer as unknown as typeof WebSocketServer,
  });
  onTestFinished(() => server.stop());
  return server;
}

const selfSigned = ["error DEPTH_ZERO_SELF_SIGNED_CERT", "close 1006"];

describe("our client and certificates", () => {
  it.each([
    ["by default", {}],
    ["when rejectUnauthorized is undefined", { rejectUnauthorized: undefined }],
    ["when rejectUnauthorized is null", { rejectUnauthorized: null }],
  ])("refuses a self-signed one %s", async (_name, options) => {
    const server = await serveWith(createValidCertificate());
    expect(await attempt(server.url, options as unknown as ClientOptions)).toEqual(selfSigned);
    expect(server.counts).toEqual({ connections: 1, upgrades: 0 });
  });

  it("refuses a self-signed one when another is trusted", async () => {
    const server = await serveWith(createValidCertificate());
    expect(await attempt(server.url, { ca: createValidCertificate().cert })).toHaveLength(2);
    expect(server.counts.upgrades).toBe(0);
  });

  it("accepts the one that is trusted by ca", async () => {
    const certificate = createValidCertificate();
    const server = await serveWith(certificate);
    expect(await attempt(server.url, { ca: certificate.cert })).toEqual(["open", "close 1000"]);
    const byAddress = server.url.replace("localhost", "127.0.0.1");
    expect(await attempt(byAddress, { ca: certificate.cert })).toEqual(["open", "close 1000"]);
  });

  it("accepts any when told so", async () => {
    const server = await serveWith(createExpiredCertificate());
    expect(await attempt(server.url, { rejectUnauthorized: false })).toEqual(["open", "close 1000"]);
  });

  it("refuses a trusted one that is for another host", async () => {
    const certificate = createValidCertificate(["elsewhere.test"]);
    const server = await serveWith(certificate);
    const refused = ["error ERR_TLS_CERT_ALTNAME_INVALID", "close 1006"];
    expect(await attempt(server.url, { ca: certificate.cert })).toEqual(refused);
    const byAddress = server.url.replace("localhost", "127.0.0.1");
    expect(await attempt(byAddress, { ca: certificate.cert })).toEqual(refused);
    expect(server.counts.upgrades).toBe(0);
  });

  it("checks the host against servername when that is given", async () => {
    const certificate = createValidCertificate(["elsewhere.test"]);
    const server = await serveWith(certificate);
    const options = { ca: certificate.cert, servername: "elsewhere.test" };
    expect(await attempt(server.url, options)).toEqual(["open", "close 1000"]);
  });

  it("refuses a trusted one that has expired", async () => {
    const certificate = createExpiredCertificate();
    const server = await serveWith(certificate);
    const refused = ["error CERT_HAS_EXPIRED", "close 1006"];
    expect(await attempt(server.url, { ca: certificate.cert })).toEqual(refused);
    expect(server.counts.upgrades).toBe(0);
  });

  it("does not take a plain server for a secure one", async () => {
    const server = await startNodeServer();
    onTestFinished(() => server.stop());
    const [error, close] = await attempt(server.url.replace("ws://", "wss://"), {});
    expect(error).toMatch(/^error (EPROTO|ERR_SSL_)/);
    expect(close).toBe("close 1006");
  });
});

const peer = { program: findPythonWithWebsockets(), install: "the Debian package python3-websockets" };

describePeer("our client and the certificates of Python's websockets", peer, (python) => {
  async function servePythonWith(certificate: Certificate) {
    const folder = storeCertificate(certificate);
    const server = await startPythonServer(python, { chain: folder.chain });
    onTestFinished(async () => {
      await server.stop();
      folder.remove();
    });
    return server;
  }

  it("refuses a self-signed one by default and accepts it by ca", async () => {
    const certificate = createValidCertificate();
    const server = await servePythonWith(certificate);
    expect(await attempt(server.url, {})).toEqual(selfSigned);
    expect(await attempt(server.url, { ca: certificate.cert })).toEqual(["open", "close 1000"]);
  });

  it("refuses a trusted one that has expired", async () => {
    const certificate = createExpiredCertificate();
    const server = await servePythonWith(certificate);
    expect(await attempt(server.url, { ca: certificate.cert })).toEqual([
      "error CERT_HAS_EXPIRED",
      "close 1006",
    ]);
  });
});
