/**
 * `npm run bundles`: the client as one file for pages, in four flavours; prints what they weigh beside the published ones, and fails
 * when one weighs too much. `-- --modules` says what each source adds (bytes, and with gzip) to the ES module.
 */
import { weighModules } from "./bundles/modules.mjs";
import { limits, weigh } from "./bundles/sizes.mjs";
import { writeBundles } from "./bundles/write.mjs";

/** @param {readonly string[]} options */
export async function main(options) {
  const bundles = await writeBundles();
  if (options.includes("--modules")) {
    for (const bundle of bundles) if (bundle.name.includes("esm")) console.log(weighModules(bundle));
  }
  const { table, problems } = weigh(bundles);
  console.log(table);
  for (const problem of problems) console.error(problem);
  const failed = problems.length;
  console.log(`${Object.keys(limits).length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
