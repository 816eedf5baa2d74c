import type { Setup } from "../setup.ts";

/** Names of parameters that tell who one is. */
const SECRET_NAME =
  /auth|token|secret|password|passwd|pwd|session|credential|jwt|api.?key|^key$|^pass$|^sid$/i;

/**
 * A set-up that may be shown to others: without `auth`, secret parameters, and what does not belong into the URL, names and
 * passwords for example.
 */
export function withoutSecrets(setup: Setup): Setup {
  return {
    ...setup,
    auth: "",
    url: setup.url.replace(/^((?:[a-z][\w+.-]*:)?\/\/)?[^/?#]*@/i, "$1").replace(/[?#].*$/, ""),
    query: setup.query
      .split("&")
      .filter((parameter) => !SECRET_NAME.test(nameOf(parameter)))
      .join("&"),
  };
}

function nameOf(parameter: string): string {
  return [...new URLSearchParams(parameter).keys()][0] ?? "";
}
