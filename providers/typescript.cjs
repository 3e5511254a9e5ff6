"use strict";
// Lets Node load our TypeScript as it is: types are stripped, not checked (`npm run check` checks them).
if (require.extensions[".ts"] === undefined) {
  require("ts-node").register({
    transpileOnly: true,
    skipProject: true,
    compilerOptions: {
      target: "es2022",
      module: "commonjs",
      moduleResolution: "bundler",
      ignoreDeprecations: "6.0",
      esModuleInterop: true,
      resolveJsonModule: true,
    },
  });
}
