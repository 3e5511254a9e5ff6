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
    // Pulumi has mapped what it writes to sources by now; what is loaded here has no source maps.
    Error.prepareStackTrace = stackTrace;
    const { code } = transformSync(fs.readFileSync(filename, "utf8"), { ...options, filename });
    module._compile(code, filename);
  };
}

/**
 * As Node writes it, but for errors that say nothing: those Pulumi makes for each promise and each resource of a
 * program, for where it was made, which took a fifth of a preview's time and a kilobyte of state for each resource.
 */
function stackTrace(error, frames) {
  const said = Error.prototype.toString.call(error);
  return error.message === "" ? said : [said, ...frames].join("\n    at ");
}
