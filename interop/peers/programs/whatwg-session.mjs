// Plays one plan (see ../session.ts) with the WebSocket that the platform brings. Node and the browser load this file.

/** @param {import("../session.ts").Payload} payload */
function materialise(payload) {
  if (payload.kind === "text") return payload.unit.repeat(payload.times);
  const bytes = new Uint8Array(payload.length);
  for (let index = 0; index < payload.length; index += 1) bytes[index] = payload.seed + index * 31;
  return bytes;
}

/**
 * @param {string | ArrayBuffer} data
 * @returns {Promise<import("../session.ts").Fingerprint>}
 */
async function fingerprint(data) {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const sha256 = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { kind: typeof data === "string" ? "text" : "binary", length: bytes.length, sha256 };
}

/**
 * @param {import("../session.ts").SessionPlan} plan
 * @returns {Promise<import("../session.ts").SessionResult>}
 */
export async function runSession(plan) {
  const sends = plan.sends ?? [];
  const expected = plan.expect ?? sends.length;
  /** @type {(string | ArrayBuffer)[]} */
  const received = [];
  const socket = new WebSocket(plan.url, [...(plan.protocols ?? [])]);
  socket.binaryType = "arraybuffer";
  let protocol = "";
  let extensions = "";
  const closeWhenDone = () => {
    if (received.length !== expected || plan.close === undefined) return;
    const { code, reason } = plan.close;
    if (code === undefined) socket.close();
    else socket.close(code, reason);
  };
  /** @type {import("../session.ts").SeenClose} */
  const close = await new Promise((resolve) => {
    socket.addEventListener("open", () => {
      ({ protocol, extensions } = socket);
      for (const payload of sends) socket.send(materialise(payload));
      closeWhenDone();
    });
    socket.addEventListener("message", (event) => {
      received.push(event.data);
      closeWhenDone();
    });
    socket.addEventListener("close", ({ code, reason }) => {
      resolve({ code, reason });
    });
  });
  const messages = await Promise.all(received.map(fingerprint));
  return { protocol, extensions, messages, pong: null, close };
}
