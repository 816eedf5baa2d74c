import type { Buffer } from "node:buffer";
import type { Duplex } from "node:stream";

/** Who hears of a socket's events. */
export interface SocketOwner {
  onSocketData(chunk: Buffer): void;
  onSocketEnd(): void;
  onSocketDrain(): void;
  onSocketError(error: Error): void;
  onSocketClose(): void;
}

const OWNER = Symbol("sockeye.socketOwner");

interface OwnedSocket extends Duplex {
  [OWNER]?: SocketOwner | undefined;
}

/** Registers the owner: with functions that all sockets share, so that a connection costs no closures. */
export function attachSocket(socket: Duplex, owner: SocketOwner): void {
  const owned: OwnedSocket = socket;
  owned[OWNER] = owner;
  socket.on("data", onData);
  socket.on("end", onEnd);
  socket.on("drain", onDrain);
  socket.on("error", onError);
  socket.on("close", onClose);
}

/** Lets go of the owner. The `error` listener stays: a late error of a dead socket concerns nobody. */
export function detachSocket(socket: Duplex): void {
  const owned: OwnedSocket = socket;
  owned[OWNER] = undefined;
  socket.off("data", onData);
  socket.off("end", onEnd);
  socket.off("drain", onDrain);
  socket.off("close", onClose);
}

function onData(this: OwnedSocket, chunk: Buffer): void {
  this[OWNER]?.onSocketData(chunk);
}

function onEnd(this: OwnedSocket): void {
  this[OWNER]?.onSocketEnd();
}

function onDrain(this: OwnedSocket): void {
  this[OWNER]?.onSocketDrain();
}

function onError(this: OwnedSocket, error: Error): void {
  this[OWNER]?.onSocketError(error);
}

function onClose(this: OwnedSocket): void {
  this[OWNER]?.onSocketClose();
}
