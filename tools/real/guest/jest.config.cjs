const path = require("node:path");

/** Tests of features in guests that run the real programs. */
module.exports = {
  ...require("../../../jest.config.cjs"),
  rootDir: path.resolve(__dirname, "../../.."),
  testMatch: ["**/tests/real/guest/*.test.ts"],
  reporters: ["default", path.join(__dirname, "..", "progress.cjs")],
  // What one guest installs, another one would wait for.
  maxWorkers: 1,
  // Packages come over the network.
  testTimeout: 900_000,
};
