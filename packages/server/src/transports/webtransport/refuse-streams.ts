import { ignore, type StreamReaderLike, type WebTransportStream } from "./session.ts";

/** So many streams too many are a mistake; more are an attempt to keep the server busy. */
const MAX_REFUSED_STREAMS = 16;

/**
 * A client has one stream. Others are refused one by one, as unread ones would pile up in some hosts.
 *
 * @param onTooMany - called once when the client keeps opening streams; they are not refused any more then
 */
export function refuseFurtherStreams(
  streams: StreamReaderLike<WebTransportStream>,
  onTooMany: () => void,
): void {
  let left = MAX_REFUSED_STREAMS;
  const next = (): void => {
    streams
      .read()
      .then(({ value }) => {
        if (value === undefined) return;
        value.readable.cancel().catch(ignore);
        value.writable.abort().catch(ignore);
        if (left-- === 0) onTooMany();
        else next();
      })
      .catch(ignore);
  };
  next();
}
