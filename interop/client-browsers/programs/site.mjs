// The pages of the application.
import { readFileSync } from "node:fs";

/**
 * @typedef {import("node:http").IncomingMessage} Request
 * @typedef {import("node:http").ServerResponse} Response
 */

/** Only what the page itself brings: no inline script, no eval, no other place to talk to. */
const strictPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  // The icon, which is none.
  "img-src data:",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const files = Object.fromEntries(
  ["kit.mjs", "notes.mjs", "describe.mjs", "worker.js"].map((name) => [
    `/pages/${name}`,
    readFileSync(new URL(`../pages/${name}`, import.meta.url)),
  ]),
);

/** The bundles that are modules are loaded by the kit. @param {string} bundle */
function pageWith(bundle) {
  const script = bundle.includes(".esm.")
    ? ""
    : `<script src="/socket.io/${encodeURIComponent(bundle)}"></script>`;
  const kit = '<script type="module" src="/pages/kit.mjs"></script>';
  return `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>${script === "" ? "module" : "script"}</title>${script}${kit}`;
}

/** @param {URL} url @param {Response} response */
function answer(url, response) {
  const file = files[url.pathname];
  if (file !== undefined) return response.setHeader("content-type", "text/javascript").end(file);
  response.setHeader("content-type", "text/html; charset=utf-8");
  if (url.pathname === "/elsewhere") {
    return response.end('<!doctype html><link rel="icon" href="data:,"><title>elsewhere</title>');
  }
  // What a proxy answers that does not know the server.
  if (url.pathname.startsWith("/html"))
    return response.end("<!doctype html><title>Welcome to the proxy</title>");
  if (url.pathname !== "/page") return response.writeHead(404).end();
  if (url.searchParams.has("strict")) response.setHeader("content-security-policy", strictPolicy);
  return response.end(pageWith(url.searchParams.get("bundle") ?? "socket.io.esm.min.js"));
}

/** @param {import("../pages/notes.mjs").Notes} notes */
export function createSite(notes) {
  /** @type {import("../types.ts").SeenRequest[]} */
  const requests = [];
  return {
    requests,
    /** @param {Request} request @param {Response} response */
    note: (request, response) => {
      const { method = "", url = "", headers } = request;
      if (method === "GET" && url.includes("&sid=")) notes.add("poll");
      response.on("finish", () => requests.push({ method, url, headers, status: response.statusCode }));
    },
    /** @param {Request} request @param {Response} response */
    serve: (request, response) => {
      const url = new URL(request.url ?? "/", "http://page");
      // A page tells that it is shown.
      if (url.pathname === "/shown") notes.add("shown", url.search.slice(1));
      answer(url, response);
    },
  };
}
