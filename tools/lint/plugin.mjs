/**
 * Lint rules of this repository. `sockeye/arrows` holds every import, type imports and `import()` included, against the
 * table in arrows.mjs.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { arrows } from "./arrows.mjs";

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** @param {string} file a path relative to a package's `src` */
const isTest = (file) => file.endsWith(".test.ts") || file.split("/").includes("testing");

/** @param {string} file a path relative to a package's `src` */
const rowOf = (file) => (file.includes("/") ? file.slice(0, file.indexOf("/")) : file.replace(/\.ts$/, ""));

/**
 * Where a file lies: the `src` folder of a package, and the path within; nothing for a file elsewhere.
 *
 * @param {string} file absolute
 */
function locate(file) {
  const relative = path.relative(repository, file).split(path.sep).join("/");
  const match = /^(packages\/[^/]+\/src)\/(.+)$/.exec(relative);
  return match === null
    ? undefined
    : { root: /** @type {string} */ (match[1]), file: /** @type {string} */ (match[2]) };
}

/**
 * Is this file, though not a source, of the package whose sources these are (a fuzzer, say)?
 *
 * @param {string} file absolute
 * @param {string} sources such as `packages/websocket/src`
 */
const isWithinPackage = (file, sources) =>
  !path.relative(path.join(repository, path.dirname(sources)), file).startsWith("..");

/**
 * Says why `from` may not import `specifier`, or nothing when it may.
 *
 * @param {string} from absolute path of the importing file
 * @param {string} specifier as written
 * @param {boolean} typeOnly
 * @returns {string | undefined}
 */
export function refusal(from, specifier, typeOnly) {
  const source = locate(from);
  const relative = specifier.startsWith(".") || specifier.startsWith("/");
  const target = relative ? locate(path.resolve(path.dirname(from), specifier)) : undefined;
  if (source === undefined) {
    if (target === undefined || isWithinPackage(from, target.root)) return undefined;
    return `import the package by its name, not the file ${specifier} inside its sources`;
  }
  const table = arrows[source.root];
  if (table === undefined) return `${source.root} has no table in tools/lint/arrows.mjs: add one`;
  if (relative && target?.root !== source.root) return `${specifier} lies outside of ${source.root}`;
  if (isTest(source.file)) return undefined;
  if (target !== undefined && isTest(target.file)) return "only tests import test helpers";

  const name = rowOf(source.file);
  const row = table[name];
  if (row === undefined) return `${name} has no row in tools/lint/arrows.mjs: say there what it may import`;
  if (target !== undefined) {
    const to = rowOf(target.file);
    if (to === name || row.to.includes(to)) return undefined;
    if (row.types?.includes(to)) return typeOnly ? undefined : `${name} may import only types from ${to}`;
    return `no arrow from ${name} to ${to} (docs/architecture.md)`;
  }
  if (specifier.startsWith("node:")) {
    return row.node?.includes(specifier)
      ? undefined
      : `${name} may not import ${specifier} (docs/architecture.md)`;
  }
  return row.packages?.includes(specifier)
    ? undefined
    : `${name} may not import ${specifier}: only tests import development packages`;
}

/** @param {any} node an import or export declaration: true when every binding of it is a type */
function isTypeOnly(node) {
  if (node.importKind === "type" || node.exportKind === "type") return true;
  const specifiers = node.specifiers ?? [];
  return (
    specifiers.length > 0 &&
    specifiers.every((/** @type {any} */ one) => one.importKind === "type" || one.exportKind === "type")
  );
}

const arrowsRule = {
  meta: { type: "problem", docs: { description: "imports go along the arrows of docs/architecture.md" } },
  /** @param {any} context */
  create(context) {
    /** @param {any} source @param {boolean} typeOnly */
    const check = (source, typeOnly) => {
      if (source === null || source === undefined) return;
      if (typeof source.value !== "string") {
        if (locate(context.filename) !== undefined && !isTest(context.filename)) {
          context.report({ node: source, message: "an import that is computed cannot be checked" });
        }
        return;
      }
      const message = refusal(context.filename, source.value, typeOnly);
      if (message !== undefined) context.report({ node: source, message });
    };
    return {
      /** @param {any} node */
      ImportDeclaration: (node) => check(node.source, isTypeOnly(node)),
      /** @param {any} node */
      ExportNamedDeclaration: (node) => check(node.source, isTypeOnly(node)),
      /** @param {any} node */
      ExportAllDeclaration: (node) => check(node.source, isTypeOnly(node)),
      /** @param {any} node */
      ImportExpression: (node) => check(node.source, false),
      /** @param {any} node */
      TSImportType: (node) => check(node.source ?? node.argument, true),
    };
  },
};

export default { meta: { name: "sockeye" }, rules: { arrows: arrowsRule } };
