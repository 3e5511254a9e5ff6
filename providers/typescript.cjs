"use strict";
// Lets Node load our TypeScript as it is: types are stripped, not checked (`npm run check` checks them). swc does it
// some five times faster than TypeScript itself, which a preview would otherwise spend most of its time in; and what it
// made of a file is kept until that changes.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.dirname(__dirname);
const cache = path.join(root, ".phoenix/javascript");
const options = {
  swcrc: false,
  configFile: false,
  sourceMaps: false,
  jsc: { target: "es2022", parser: { syntax: "typescript" } },
  module: { type: "commonjs" },
};

/** What a file becomes hangs on these beside its text. */
const recipe = JSON.stringify([require("@swc/core/package.json").version, options]);

require.extensions[".ts"] ??= (module, filename) => {
  // Pulumi has mapped what it writes to sources by now; what is loaded here has no source maps.
  Error.prepareStackTrace = stackTrace;
  module._compile(javaScript(filename), filename);
};

/** The first line of what is kept says what it was made of, and so does the last: it is whole. */
function javaScript(filename) {
  const source = fs.readFileSync(filename, "utf8");
  const mark = `// ${createHash("sha256").update(recipe).update(source).digest("hex")}\n`;
  const name = path.relative(root, filename).replaceAll(path.sep, "+");
  const kept = path.join(cache, `${name}.js`);
  const known = read(kept);
  if (known.startsWith(mark) && known.endsWith(mark)) return known;
  const { transformSync } = require("@swc/core");
  const code = mark + transformSync(source, { ...options, filename }).code + mark;
  if (!name.startsWith("..")) keep(kept, code);
  return code;
}

function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Others may read and write the same file meanwhile. */
function keep(file, text) {
  const written = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(cache, { recursive: true });
    fs.writeFileSync(written, text);
    fs.renameSync(written, file);
  } catch {
    // A checkout that cannot be written to keeps nothing.
  }
}

/**
 * As Node writes it, but for errors that say nothing: those Pulumi makes for each promise and each resource of a
 * program, for where it was made, which took a fifth of a preview's time and a kilobyte of state for each resource.
 */
function stackTrace(error, frames) {
  const said = Error.prototype.toString.call(error);
  return error.message === "" ? said : [said, ...frames].join("\n    at ");
}
