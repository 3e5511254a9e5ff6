const path = require("node:path");

/** Files of tests/drift that run with the real programs: of the kinds, or of a part of them, that need no Proxmox VE. */
const kinds = [
  ...["apparmor-profile", "apt-sources", "arc", "chrony", "dataset", "directory", "file"],
  ...["hostname", "nfs-exports", "packages", "pool", "samba*", "service", "timezone", "user"],
];

module.exports = {
  ...require("../../jest.config.cjs"),
  rootDir: path.resolve(__dirname, "../.."),
  testMatch: [
    "**/tests/real/*.test.ts",
    "**/tests/embedded/real-outputs.test.ts",
    `**/tests/drift/{${kinds.join(",")}}.test.ts`,
  ],
  reporters: ["default", path.join(__dirname, "progress.cjs")],
  // A connection whose machine was put back into an earlier state is never ended by its other end.
  forceExit: true,
  // There is one machine.
  maxWorkers: 1,
  // Where every instruction is translated, a session alone takes a second.
  testTimeout: 900_000,
};
