"use strict";
// Lets Node load our TypeScript as it is: types are stripped, not checked (`npm run check` checks them). swc does it
// some five times faster than TypeScript itself, which a preview would otherwise spend most of its time in.
const fs = require("node:fs");

if (require.extensions[".ts"] === undefined) {
  const { transformSync } = require("@swc/core");
  const options = {
    swcrc: false,
    configFile: false,
    sourceMaps: false,
    jsc: { target: "es2022", parser: { syntax: "typescript" } },
    module: { type: "commonjs" },
  };
  require.extensions[".ts"] = (module, filename) => {
    // Pulumi takes a stack trace for each promise of a program, and has it mapped to sources: a fifth of a preview's time.
    // What is loaded here has no source maps.
    Error.prepareStackTrace = undefined;
    const { code } = transformSync(fs.readFileSync(filename, "utf8"), { ...options, filename });
    module._compile(code, filename);
  };
}
