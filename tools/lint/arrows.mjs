/**
 * The arrows of docs/architecture.md, as a table that lint reads: one row per folder (or root file) of a package's `src`.
 * No arrow, no import. A file without a row is an error, so a new folder starts by saying what it depends on.
 *
 * - `to`: rows it may import, values and types
 * - `types`: rows it may import types from, and nothing else
 * - `node`: built-in modules it may import
 * - `packages`: packages it may import; a runtime dependency or a sibling
 *
 * @typedef {{ to: readonly string[], types?: readonly string[], node?: readonly string[], packages?: readonly string[] }} Row
 */

const pure = ["node:buffer"];
const sockets = [...pure, "node:diagnostics_channel", "node:net", "node:stream", "node:timers"];
const http = [...sockets, "node:crypto", "node:http", "node:https", "node:tls", "node:url"];

const websocket = ["@sockeye/websocket/face", "@sockeye/websocket/lean"];
const protocol = ["@sockeye/protocol/engine", "@sockeye/protocol/kernel"];
const page = ["preact", "preact/hooks", "@preact/signals"];
const socketProtocol = ["@sockeye/protocol/kernel", "@sockeye/protocol/parser", "@sockeye/protocol/socket"];

/** @type {Readonly<Record<string, Readonly<Record<string, Row>>>>} */
export const arrows = {
  "packages/websocket/src": {
    errors: { to: [] },
    codec: { to: ["errors"], node: pure },
    handshake: { to: ["errors"], node: [...pure, "node:crypto"] },
    deflate: { to: ["errors"], types: ["handshake"], node: [...pure, "node:zlib"] },
    connection: {
      to: ["codec", "deflate", "errors"],
      types: ["handshake"],
      node: [...sockets, "node:crypto"],
    },
    server: { to: ["connection", "deflate", "errors", "handshake"], node: http },
    client: { to: ["connection", "deflate", "errors", "handshake"], node: http },
    compat: {
      to: ["client", "codec", "connection", "errors", "server"],
      types: ["deflate", "handshake"],
      node: [...http, "node:events", "node:zlib"],
    },
    lean: { to: ["client", "codec", "connection", "errors", "server"], types: ["deflate", "handshake"] },
    face: { to: ["compat"] },
    index: { to: ["compat"] },
  },
  "packages/protocol/src": {
    kernel: { to: [] },
    engine: { to: ["kernel"] },
    socket: { to: ["kernel"] },
    parser: { to: ["emitter", "kernel", "socket"] },
    emitter: { to: [] },
  },
  "packages/server/src": {
    ports: { to: [], packages: protocol },
    runtime: { to: ["ports"], packages: protocol, node: pure },
    transports: {
      to: ["ports"],
      packages: [...protocol, ...websocket],
      node: pure,
    },
    http: { to: ["ports"], packages: protocol, node: [...pure, "node:http", "node:stream", "node:zlib"] },
    hosts: {
      to: ["http", "ports", "runtime", "transports"],
      packages: [...protocol, ...websocket],
      node: [...http, "node:http2", "node:timers"],
    },
    engine: {
      to: ["hosts", "http", "ports", "runtime", "transports"],
      packages: [...protocol, ...websocket],
      node: [...http, "node:events"],
    },
    rooms: { to: [] },
    recovery: { to: [] },
    adapter: {
      to: ["recovery", "rooms"],
      packages: socketProtocol,
      node: ["node:crypto", "node:events", "node:timers"],
    },
    api: {
      to: ["adapter", "engine", "http", "ports", "runtime"],
      packages: [...protocol, ...socketProtocol],
      node: [...http, "node:events", "node:fs", "node:http2", "node:querystring"],
    },
    index: { to: ["adapter", "api"] },
  },
  "packages/client/src": {
    emitter: { to: [], packages: ["@sockeye/protocol/emitter"] },
    // What differs between browsers and Node is in `bytes` and `platform`; the files for Node may import its modules.
    bytes: { to: [], node: pure },
    codec: { to: ["bytes"], packages: ["#bytes"] },
    transports: { to: ["bytes", "codec", "emitter"], packages: ["#bytes"] },
    platform: {
      to: ["bytes", "codec", "transports"],
      packages: ["@sockeye/websocket"],
      node: [...http, "node:events"],
    },
    engine: {
      to: ["bytes", "codec", "emitter", "transports"],
      types: ["platform"],
      packages: ["#bytes", "#platform"],
    },
    parser: { to: ["bytes", "emitter"] },
    msgpack: { to: ["emitter", "parser"] },
    api: { to: ["emitter", "engine", "parser"], packages: ["#platform"] },
    index: { to: ["api", "emitter", "engine", "parser"] },
  },
  "packages/console/src": {
    contract: { to: [] },
    wire: { to: [] },
    // In Node.
    server: {
      to: ["contract"],
      packages: ["@sockeye/server", "@sockeye/server/engine"],
      node: [...http, "node:events", "node:fs", "node:path", "node:perf_hooks", "node:zlib"],
    },
    index: { to: ["contract", "server"] },
    // In the page.
    ui: { to: [], packages: page },
    link: { to: ["contract", "wire"], packages: [...page, "@sockeye/client", "@sockeye/client/engine"] },
    playground: { to: ["contract", "link", "ui", "wire"], packages: page },
    "wire-view": { to: ["contract", "link", "ui", "wire"], packages: page },
    live: {
      to: ["contract", "link", "ui", "wire", "wire-view"],
      packages: [...page, "@sockeye/client", "uplot"],
    },
    shell: { to: ["contract", "link", "live", "playground", "ui", "wire-view"], packages: page },
  },
  "packages/testkit/src": {
    "virtual-clock": { to: [], packages: [...protocol, "@sockeye/server/ports"] },
    "transport-contract": { to: ["virtual-clock"], packages: [...protocol, "@sockeye/server/ports"] },
    index: { to: ["transport-contract", "virtual-clock"] },
  },
};
