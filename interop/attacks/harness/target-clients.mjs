// The dialling half of the process under attack.
import { connect as connectTcp } from "node:net";
import { ByteByByte } from "./byte-by-byte.mjs";
import { startHeartbeat } from "./heartbeat.mjs";

/**
 * @typedef {import("../../harness/types.ts").Answers<import("./types.ts").Questions>} Answers
 * @typedef {import("./types.ts").DialledStatus} DialledStatus
 */

/**
 * @param {typeof import("@sockeye/websocket/lean")} lean
 * @returns {Pick<Answers, "dial" | "dialled">}
 */
export function dialQuestions({ connect }) {
  /** @type {Promise<DialledStatus>[]} */
  const all = [];
  return {
    dial: async ({ url, options, byteByByte = false, heartbeat = false }) => {
      const id = all.length;
      const counts = { messages: 0, bytes: 0 };
      /** @type {string[]} */
      const errors = [];
      /** @type {(status: DialledStatus) => void} */
      let end = () => undefined;
      all.push(new Promise((resolve) => (end = resolve)));
      /** @param {number} size */
      const count = (size) => {
        counts.messages += 1;
        counts.bytes += size;
      };
      try {
        /** @type {ReturnType<typeof startHeartbeat> | undefined} */
        let beats;
        const connection = await connect(url, {
          ...options,
          ...(byteByByte && { socket: new ByteByByte(connectTcp(Number(new URL(url).port), "127.0.0.1")) }),
          handler: {
            onText: (text) => count(Buffer.byteLength(text)),
            onBinary: (data) => count(data.length),
            onError: (error) =>
              errors.push(/** @type {Error & { code?: string }} */ (error).code ?? error.message),
            onPong: () => beats?.beat(),
            onClose: (code, reason) => {
              beats?.stop();
              end({ ...counts, code, reason: reason.toString(), errors });
            },
          },
        });
        if (heartbeat) beats = startHeartbeat(connection);
        return { id };
      } catch (error) {
        const { name, message, code } = /** @type {Error & { code?: string }} */ (error);
        return { id, error: { name, message, code } };
      }
    },
    dialled: ({ id }) => /** @type {Promise<DialledStatus>} */ (all[id]),
  };
}
