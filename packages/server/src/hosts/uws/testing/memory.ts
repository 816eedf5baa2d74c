import { Buffer } from "node:buffer";

/** Takes the memory away, as the host does. */
export function neuter(memory: ArrayBuffer): void {
  structuredClone(memory, { transfer: [memory] });
}

/** Memory of its own with these bytes. */
export function toMemory(data: string | Uint8Array): ArrayBuffer {
  const memory = new ArrayBuffer(Buffer.byteLength(data));
  new Uint8Array(memory).set(typeof data === "string" ? Buffer.from(data) : data);
  return memory;
}
