import { settle } from "./settle.js";

const CHUNK_BYTES = 64 * 1024;

/**
 * Sends a picture part by part. The answer to each says how far it has come, and where to go on: after a lost connection,
 * too.
 * @param {import("./connection.js").ChatSocket} chat
 * @param {string} id
 * @param {{ readonly blob: Blob, readonly onProgress: (share: number) => void }} picture
 * @returns {Promise<string | undefined>} what is wrong
 */
export async function upload(chat, id, { blob, onProgress }) {
  const { size } = blob;
  let offset = 0;
  while (offset < size) {
    const bytes = new Uint8Array(await blob.slice(offset, offset + CHUNK_BYTES).arrayBuffer());
    const answer = await settle(chat.emitWithAck("upload", { id, size, offset, bytes }));
    if ("error" in answer) return answer.error;
    offset = answer.ok;
    onProgress(offset / size);
  }
  return undefined;
}
