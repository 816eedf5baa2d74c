/** A failure of the medium, in the form that users of engine.io know. */
export function toTransportError(cause: Error): Error {
  const code = "code" in cause ? { code: cause.code } : {};
  return Object.assign(new Error(String(cause), { cause }), {
    type: "TransportError",
    description: undefined,
    ...code,
  });
}
