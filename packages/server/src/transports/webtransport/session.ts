/** A reader of a W3C stream. */
export interface StreamReaderLike<Chunk> {
  read(): Promise<{ readonly done: boolean; readonly value?: Chunk | undefined }>;
}

/** A writer of a W3C stream of bytes. */
export interface StreamWriterLike {
  /** How much more it takes before it wants its user to wait; `null` when it has failed. */
  readonly desiredSize: number | null;
  readonly ready: Promise<unknown>;
  write(chunk: Uint8Array): Promise<unknown>;
  close(): Promise<unknown>;
}

/** One bidirectional stream of a session. */
export interface WebTransportStream {
  readonly readable: {
    getReader(): StreamReaderLike<Uint8Array>;
    cancel(reason?: unknown): Promise<unknown>;
  };
  readonly writable: { getWriter(): StreamWriterLike; abort(reason?: unknown): Promise<unknown> };
}

/**
 * What the server needs of a WebTransport session, whatever HTTP/3 server it comes from: a part of the interface
 * `WebTransport` of the W3C. Datagrams and one-way streams are not read; flow control bounds what a host keeps of them.
 */
export interface WebTransportSession {
  readonly ready?: Promise<unknown> | undefined;
  readonly closed: Promise<unknown>;
  readonly incomingBidirectionalStreams: { getReader(): StreamReaderLike<WebTransportStream> };
  close(): void;
}

/** For promises of which only the success matters. */
export function ignore(): void {
  // The session's `closed` tells what there is to tell.
}

/** Closes a session, whatever state it is in; some hosts throw when it is over already. */
export function closeSession(session: WebTransportSession): void {
  try {
    session.close();
  } catch {
    // It is over, which is all that was asked for.
  }
}

/** Does this error only say that the whole session is over? Then `closed` says how. */
export function isSessionEnd(error: unknown): boolean {
  return error instanceof Error && "source" in error && error.source === "session";
}
