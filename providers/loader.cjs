"use strict";
// What the stubs in Pulumi's state call. State that was written long ago runs today's code through this file, so
// its name, its package's name and its two exports never change.
if (require.extensions[".ts"] === undefined) {
  require("ts-node").register({
    transpileOnly: true,
    skipProject: true,
    compilerOptions: { target: "es2022", module: "commonjs", moduleResolution: "bundler", ignoreDeprecations: "6.0", esModuleInterop: true },
  });
}
const { configure, operationsOf } = require("./process");

module.exports = { configure, operationsOf };
