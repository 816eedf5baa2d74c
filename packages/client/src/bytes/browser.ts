import type { Bytes } from "./bytes.ts";

/** Bytes where there is no `Buffer`. */
export const bytes: Bytes = {
  defaultBinaryType: "arraybuffer",

  toBase64(data, callback) {
    if (data instanceof Blob) {
      // Not with Blob.arrayBuffer, which React Native lacks. The result is `data:…;base64,…`, or null if there was an error.
      const reader = new FileReader();
      reader.onloadend = () => callback((reader.result as string | null)?.split(",")[1] ?? "");
      reader.readAsDataURL(data);
    } else {
      let binary = "";
      for (const byte of toUint8Array(data)) binary += String.fromCharCode(byte);
      callback(btoa(binary));
    }
  },

  fromBase64(text) {
    try {
      const binary = atob(text);
      return new Uint8Array(binary.length).map((_, index) => binary.charCodeAt(index)).buffer;
    } catch {
      return undefined;
    }
  },

  toBinaryType(data, binaryType) {
    if (binaryType === "blob") return new Blob([data as ArrayBuffer]);
    return ArrayBuffer.isView(data) ? toUint8Array(data).slice().buffer : data;
  },
};

// An ArrayBuffer has neither a `buffer` nor an offset.
const toUint8Array = (data: Partial<ArrayBufferView>): Uint8Array =>
  new Uint8Array(data.buffer ?? (data as ArrayBuffer), data.byteOffset, data.byteLength);
