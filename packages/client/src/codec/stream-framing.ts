/*
 * Packets on a stream of bytes (WebTransport): a header, then the packet in its text form as UTF-8, or the bytes of a
 * binary message. The top bit of the header says binary; the other seven are the length, or 126 or 127 if it follows in
 * two or eight bytes, big-endian.
 */

/** The header of a packet of this many bytes, of less than 4 GiB. */
export function frameHeader(length: number, isBinary: boolean): Uint8Array<ArrayBuffer> {
  const mark = isBinary ? 128 : 0;
  if (length < 126) return Uint8Array.of(mark + length);
  if (length < 65536) return Uint8Array.of(mark + 126, length >> 8, length);
  return Uint8Array.of(mark + 127, 0, 0, 0, 0, length >> 24, length >> 16, length >> 8, length);
}

/**
 * Reads the packets of a stream, and hands them over still encoded, until it ends. A length of 0 or beyond the limit gives an empty text, which is
 * no packet, and nothing else: the stream is of no use then.
 *
 * The time is linear and the memory follows what has arrived, not what a header has announced, also when the bytes come
 * one by one: the buffer doubles, and what was taken from it is left out then.
 *
 * @throws at the end of the stream
 */
export async function readFrames(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxLength: number,
  onPacket: (encoded: string | ArrayBuffer) => void,
): Promise<void> {
  let buffer = new Uint8Array();
  let start = 0;
  let end = 0;
  const take = async (count: number): Promise<Uint8Array<ArrayBuffer>> => {
    while (end - start < count) {
      const { value } = await reader.read();
      const left = buffer.subarray(start, end);
      // There is no value at the end of the stream.
      if (end + value!.length > buffer.length) {
        buffer = new Uint8Array((left.length + value!.length) * 2);
        buffer.set(left);
        end = left.length;
        start = 0;
      }
      buffer.set(value!, end);
      end += value!.length;
    }
    return buffer.slice(start, (start += count));
  };
  for (;;) {
    const [first] = (await take(1)) as unknown as [number];
    let length = first & 127;
    if (length > 125) {
      const bytes = await take(length < 127 ? 2 : 8);
      length = 0;
      for (const byte of bytes) length = length * 256 + byte;
    }
    if (!length || length > maxLength) return onPacket("");
    const data = await take(length);
    onPacket(first > 127 ? data.buffer : new TextDecoder().decode(data));
  }
}
