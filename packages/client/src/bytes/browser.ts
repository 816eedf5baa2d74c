import type { Bytes } from "./bytes.ts";

// Bytes where there is no `Buffer`.

export const defaultBinaryType = "arraybuffer";

export const toBase64: Bytes["toBase64"] = (data, callback) => {
  if (data instanceof Blob) {
    // Not with Blob.arrayBuffer, which React Native lacks. The result is `data:…;base64,…`, or null if there was an error.
    const reader = new FileReader();
    reader.onloadend = () => callback((reader.result as string | null)?.split(",")[1] ?? "");
    reader.readAsDataURL(data);
  } else callback(btoa(toUint8Array(data).reduce((text, byte) => text + String.fromCharCode(byte), "")));
};

export const fromBase64: Bytes["fromBase64"] = (text) => {
  try {
    const binary = atob(text);
    return new Uint8Array(binary.length).map((_, index) => binary.charCodeAt(index)).buffer;
  } catch {
    return undefined;
  }
};

export const toBinaryType: Bytes["toBinaryType"] = (data, binaryType) => {
  if (binaryType === "blob") return new Blob([data as ArrayBuffer]);
  return ArrayBuffer.isView(data) ? toUint8Array(data).slice().buffer : data;
};

// An ArrayBuffer has neither a `buffer` nor an offset.
const toUint8Array = (data: Partial<ArrayBufferView>): Uint8Array =>
  new Uint8Array(data.buffer ?? (data as ArrayBuffer), data.byteOffset, data.byteLength);
