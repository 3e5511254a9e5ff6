import { createHash } from "node:crypto";
import type { Json } from "../../embedded/contract";
import { contentAt } from "../../embedded/interior/internet";
import { distributionOf } from "../../config/distribution";
import { quoteArgv } from "../../host/quote";
import { sharedNvidiaDevices } from "../../providers/nvidia-devices";
import { readFeature, type FeatureSettings } from "../../providers/features";
import type { Bag } from "../../providers/lifecycle";
import { gpuNode } from "../embedded/gpu-node";
import { layerSpec, owner, templateFile } from "../lifecycle/layer-spec";
import { Resource, World } from "../lifecycle/world";

/** What a container has that sees two GPUs. */
export const gpuDevices = Object.fromEntries(
  ["/dev/nvidia0", "/dev/nvidia1", ...sharedNvidiaDevices].map((path) => [path, { mode: "0666" }]),
);

const model = "https://huggingface.co/org/model/resolve/main/model-q4_k_m.gguf";

/** What features have to be told on the embedded host: the checksums of what its network has, and what has no default. */
export const onEmbedded: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  code_server: {
    sha256: checksumOf(
      "https://github.com/coder/code-server/releases/download/v4.139.1/code-server-4.139.1-linux-amd64.tar.gz",
    ),
  },
  llamacpp: {
    model: "/srv/model.gguf",
    model_url: model,
    model_sha256: checksumOf(model),
  },
  nvidia: { driver_version: "580.76.05" },
  ollama: {
    sha256: checksumOf(
      "https://github.com/ollama/ollama/releases/download/v0.13.3/ollama-linux-amd64.tgz",
    ),
  },
  vllm_server: { arguments: "org/model" },
};

function checksumOf(url: string): string {
  return createHash("sha256")
    .update(contentAt(url) ?? "")
    .digest("hex");
}

/** A node with the driver and a running container 900, as a state that worlds may start from. */
export async function preparedGuest(
  container: Bag = {},
  template: string = templateFile,
): Promise<Json> {
  const world = await World.open(await gpuNode());
  const features = { nesting: "1", keyctl: "1" };
  await new Resource(world, "ostemplate", { storage: "local", template }).up();
  await new Resource(world, "container", {
    ...layerSpec,
    source: { ostemplate: `local:vztmpl/${template}` },
    features,
    running: true,
    ...container,
  }).up();
  const state = world.embedded.snapshotState();
  await world.close();
  return state;
}

/** The same state once features are installed in the container, one after the other. */
export async function withFeatures(
  state: Json,
  names: readonly string[],
  gpus?: number,
): Promise<Json> {
  const world = await World.open(state);
  for (const name of names) {
    const options = onEmbedded[name] ?? {};
    await declared(world, name, { options, ...(gpus !== undefined && { gpus }) }).up();
  }
  const after = world.embedded.snapshotState();
  await world.close();
  return after;
}

/** A feature of container 900, with everything that the configuration would say of it. */
export function declared(world: World, name: string, settings: FeatureSettings = {}): Resource {
  const distribution = distributionOf(templateFile);
  const said = { ...(distribution !== undefined && { distribution }), ...settings };
  const { fingerprint, facts } = readFeature(name, said) ?? {};
  return new Resource(world, "feature", {
    ...{ vmid: 900, owner, feature: name, fingerprint, facts },
    ...(said as Bag),
  });
}

/** The facts that are not as declared, by name. */
export async function differing(feature: Resource): Promise<string[]> {
  const live = ((await feature.refresh())?.["facts"] ?? {}) as Record<string, string>;
  const wanted = feature.inputs["facts"] as Record<string, string>;
  return Object.keys(wanted)
    .filter((fact) => live[fact] !== wanted[fact])
    .sort();
}

/** A command of the container's administrator. */
export function inGuest(world: World, command: string): Promise<string> {
  return world.shell(quoteArgv(["pct", "exec", "900", "--", "bash", "-c", command]));
}

/** How often a unit was restarted meanwhile. */
export function restartsDuring(
  world: World,
  unit: string,
  action: () => Promise<unknown>,
): Promise<number> {
  return timesDuring(world, `systemctl restart ${unit}`, action);
}

/** How often something was done meanwhile, as the journal calls it. */
export async function timesDuring(
  world: World,
  what: string,
  action: () => Promise<unknown>,
): Promise<number> {
  const before = world.embedded.journal.entries().length;
  await action();
  const made = world.embedded.journal.entries().slice(before);
  return made.filter((entry) => entry.what.includes(what)).length;
}
