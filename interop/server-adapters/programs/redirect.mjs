import Module from "node:module";

/**
 * Adapters of others import their base class by the name of the published package. From here on that name means the
 * given file in this process. The adapters are CommonJS, where no loader hook of Node 20 is asked.
 *
 * @param {string} name
 * @param {string} file
 */
export function redirect(name, file) {
  const internals = /** @type {{ _resolveFilename: (request: string, ...rest: unknown[]) => string }} */ (
    /** @type {unknown} */ (Module)
  );
  const original = internals._resolveFilename;
  internals._resolveFilename = (request, ...rest) => original(request === name ? file : request, ...rest);
}
