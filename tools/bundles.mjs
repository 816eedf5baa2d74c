/**
 * `npm run bundles`: the client as one file for pages, in four flavours, and the page of the console; prints what they weigh, beside the
 * published ones, and fails when one weighs too much. `-- --modules` says what each source adds (bytes, and with gzip) to the ES module.
 */
import { weighModules } from "./bundles/modules.mjs";
import { limits, PAGE_LIMIT, weigh, weighPage } from "./bundles/sizes.mjs";
import { writePage } from "./bundles/write-page.mjs";
import { writeBundles } from "./bundles/write.mjs";

/** @param {readonly string[]} options */
export async function main(options) {
  const bundles = await writeBundles();
  if (options.includes("--modules")) {
    for (const bundle of bundles) if (bundle.name.includes("esm")) console.log(weighModules(bundle));
  }
  const { table, problems } = weigh(bundles);
  console.log(table);
  const pageWeight = weighPage(await writePage());
  console.log(
    `the console's page: ${pageWeight.toLocaleString("en")} bytes with gzip, limit ${PAGE_LIMIT.toLocaleString("en")}`,
  );
  if (pageWeight > PAGE_LIMIT) problems.push("the console's page weighs too much");
  for (const problem of problems) console.error(problem);
  const failed = problems.length;
  console.log(`${Object.keys(limits).length + 1 - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}
