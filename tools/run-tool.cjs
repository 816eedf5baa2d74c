"use strict";
// Apart from run.cjs because an old Node cannot even parse `import()`.
module.exports = function runTool(name) {
  import("./" + name + ".mjs")
    .then((tool) => tool.main(process.argv.slice(3)))
    .then(
      (code) => {
        if (typeof code === "number") process.exitCode = code;
      },
      (error) => {
        console.error(error);
        process.exitCode = 1;
      },
    );
};
