// oxlint-disable typescript/no-explicit-any -- as in the published types, which `any` makes fit every map of events
/** Why a connection has ended: an error, or a description with the event of the transport. */
export type DisconnectDescription = Error | { description: string; context?: unknown };

/** Why a server has refused: `data` is what it gave as details. */
export interface ExtendedError extends Error {
  data?: any;
}

/** Why a socket is not connected any more. After the first two it does not reconnect by itself. */
export type DisconnectReason =
  | "io server disconnect"
  | "io client disconnect"
  | "ping timeout"
  | "transport close"
  | "transport error"
  | "parse error";

/** What a socket tells of itself. */
export interface SocketReservedEvents {
  connect: () => void;
  connect_error: (err: ExtendedError) => void;
  disconnect: (reason: DisconnectReason, description?: DisconnectDescription) => void;
}

type PrependTimeoutError<Args extends any[]> = {
  [Index in keyof Args]: Args[Index] extends (...args: infer Params) => infer Result
    ? (err: Error, ...args: Params) => Result
    : Args[Index];
};

/** Events after `timeout()`: the sender's acknowledgement has an error first, which the receiver knows nothing of. */
export type DecorateAcknowledgements<Events> = {
  [Name in keyof Events]: Events[Name] extends (...args: infer Params) => infer Result
    ? (...args: PrependTimeoutError<Params>) => Result
    : Events[Name];
};

/** The type of the last of several values. */
export type Last<Values extends any[]> = Values extends [...any[], infer Value] ? Value : any;

/** All of several values but the last. */
export type AllButLast<Values extends any[]> = Values extends [...infer Rest, any] ? Rest : any[];

/** What a function is given first. */
export type FirstArg<Type> = Type extends (arg: infer Param) => any ? Param : any;
