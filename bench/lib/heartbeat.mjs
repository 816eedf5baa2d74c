/** No heartbeat falls into a measurement: what an idle server does per interval is not the question here. */
export const heartbeat = Object.freeze({ pingInterval: 300_000, pingTimeout: 200_000 });
