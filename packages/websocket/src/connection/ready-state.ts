/** The states of the WHATWG interface. A connection object begins its life open. */
export const READY_STATE = { connecting: 0, open: 1, closing: 2, closed: 3 } as const;
/** The state of a connection. */
export type ReadyState = (typeof READY_STATE)[keyof typeof READY_STATE];
