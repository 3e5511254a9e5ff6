const room = (name, from, to) => ({
  name,
  severity: "error",
  from: { path: from },
  to: { path: to },
});

/** The rooms of docs/architecture.md; an import against the arrows is an error. */
module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    room(
      "config-stands-alone",
      "^config/",
      "^(host|providers|components|embedded|tools|index)(/|\\.ts$)",
    ),
    room("config-knows-no-pulumi", "^config/", "^node_modules/@pulumi"),
    room(
      "host-is-transport-only",
      "^host/",
      "^(config|providers|components|embedded|tools|index)(/|\\.ts$)",
    ),
    room("host-knows-no-pulumi", "^host/", "^node_modules/@pulumi"),
    room("providers-look-down", "^providers/", "^(components|embedded|tools|index)(/|\\.ts$)"),
    room("components-look-down", "^components/", "^(host|embedded|tools|index)(/|\\.ts$)"),
    room(
      "embedded-shares-nothing",
      "^embedded/",
      "^(config|host|providers|components|tools|index)(/|\\.ts$)",
    ),
    room("index-is-thin", "^index\\.ts$", "^(host|embedded|tools)/"),
    {
      name: "only-host-and-embedded-speak-ssh",
      severity: "error",
      from: { pathNot: "^(host|embedded|tests|tools)/" },
      to: { path: "^node_modules/ssh2" },
    },
    {
      name: "tests-are-not-imported",
      severity: "error",
      from: { pathNot: "^tests/" },
      to: { path: "^tests/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.phoenix|node_modules/.*/node_modules)" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".js", ".cjs", ".mjs", ".json"] },
  },
};
