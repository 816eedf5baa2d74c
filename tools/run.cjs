"use strict";
// `node tools/run.cjs <tool>`: runs tools/<tool>.mjs on a Node that can. Written for any Node there ever was, so that an
// old one gets one clear line instead of a syntax error.
var minimum = [20, 19];
var version = process.versions.node.split(".").map(Number);

if (version[0] < minimum[0] || (version[0] === minimum[0] && version[1] < minimum[1])) {
  console.error(
    "Sockeye needs Node " +
      minimum.join(".") +
      " or later; this is Node " +
      process.versions.node +
      ". See https://nodejs.org",
  );
  process.exitCode = 1;
} else {
  require("./run-tool.cjs")(process.argv[2]);
}
