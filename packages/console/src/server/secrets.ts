/** What is shown in the place of a secret. */
export const HIDDEN = "(hidden)";

const SECRET_NAME =
  /cookie|authorization|token|secret|passw|passphrase|api-?_?key|access-?_?key|private-?_?key|session|credential|signature|jwt|^key$|^sid$|^pid$|^auth$/i;

/** Does a header, a parameter or a property by this name hold a secret, as far as one can tell by the name? */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** A URL, or the target of a request, with the secrets in its query and its credentials hidden. */
export function hideInUrl(url: string): string {
  const mark = url.indexOf("?");
  const address = (mark === -1 ? url : url.slice(0, mark)).replace(/\/\/[^/@]*@/, `//${HIDDEN}@`);
  if (mark === -1) return address;
  const parameters = url
    .slice(mark + 1)
    .split("&")
    .map((parameter) => {
      const [name = ""] = parameter.split("=", 1);
      return isSecretName(decode(name)) ? `${name}=${HIDDEN}` : parameter;
    });
  return `${address}?${parameters.join("&")}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
