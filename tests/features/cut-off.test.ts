import fc from "fast-check";
import type { Json } from "../../embedded/contract";
import { EmbeddedHost } from "../../embedded/host";
import { distributionOf } from "../../config/distribution";
import { featureFolders } from "../../config/features";
import { parseFacts } from "../../host/inspect/facts";
import { readManifest } from "../../config/feature-library";
import {
  installScript,
  readFeature,
  verifyScript,
  type FeatureDefinition,
} from "../../providers/features";
import { templateFile } from "../lifecycle/layer-spec";
import { gpuDevices, onEmbedded, preparedGuest } from "./guest-world";

/** How often each feature's install script is killed; more for a thorough look. */
const cuts = Number(process.env["PHOENIX_CUTS"] ?? 2);

let prepared: Json;

beforeAll(async () => {
  jest.spyOn(console, "log").mockImplementation();
  prepared = await preparedGuest({ dev: gpuDevices });
});

test.each(featureFolders)(
  "%s that is killed while it is installed is the same after another run",
  async (name) => {
    const feature = definitionOf(name);
    const state = await withRequired(name);
    const script = installScript(feature);
    const undisturbed = await install(state, name, script, Infinity);
    expect(undisturbed.facts).toMatchObject(feature.facts);
    const changes = undisturbed.changes;
    const places = fc.sample(fc.integer({ min: 1, max: changes - 1 }), { numRuns: cuts, seed: 7 });
    for (const place of places) {
      const { facts, tree } = await install(state, name, script, place);
      expect({ place, facts, tree }).toEqual({ ...undisturbed, place, changes: undefined });
    }
  },
);

function definitionOf(name: string): FeatureDefinition {
  const distribution = distributionOf(templateFile);
  const feature = readFeature(name, {
    // It would need the driver's feature below it.
    ...(name !== "llamacpp" && { gpus: 2 }),
    options: onEmbedded[name] ?? {},
    ...(distribution !== undefined && { distribution }),
  });
  if (feature === undefined) throw new Error(`no feature ${name}`);
  return feature;
}

/** The guest with what a feature stands on. */
async function withRequired(name: string): Promise<Json> {
  const required = readManifest(name)?.requires ?? [];
  if (required.length === 0) return prepared;
  const host = EmbeddedHost.fromState(prepared, { speed: 0 });
  try {
    for (const each of required) {
      const script = installScript(definitionOf(each));
      const { exitCode, stderr } = await host.exec(attach, { stdin: script });
      expect({ each, exitCode, stderr }).toEqual({ each, exitCode: 0, stderr });
    }
    return host.snapshotState();
  } finally {
    await host.close();
  }
}

const attach = "lxc-attach -n 900 --clear-env -- /bin/bash -s";

/** Runs a script that is killed after so many changes, and then again; tells what came of it. */
async function install(state: Json, name: string, script: string, place: number) {
  const host = EmbeddedHost.fromState(state, { speed: 0 });
  try {
    let changes = 0;
    const killer = new AbortController();
    host.journal.listen(() => {
      changes += 1;
      if (changes === place) killer.abort();
    });
    if (place !== Infinity) {
      const { exitCode } = await host.exec(attach, { stdin: script, signal: killer.signal });
      expect({ place, exitCode }).not.toEqual({ place, exitCode: 0 });
    }
    const { exitCode, stderr } = await host.exec(attach, { stdin: script });
    expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" });
    const facts = parseFacts((await host.exec(attach, { stdin: verifyScript(name) })).stdout);
    const places = "/etc /usr/local /usr/lib /opt /var/lib/phoenix /var/cache/phoenix /srv";
    const { stdout } = await host.exec(attach, {
      stdin: `find ${places} -type f 2>/dev/null | sort; dpkg -l`,
    });
    return { facts, tree: stdout, changes };
  } finally {
    await host.close();
  }
}
