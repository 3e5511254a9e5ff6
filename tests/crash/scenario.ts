import type { Declared } from "../engine/declared";
import type { Done, Engine, RunOptions } from "../engine/engine";
import { referenceDrifts } from "../lifecycle/reference-drifts";
import type { World } from "../lifecycle/world";

/** One run that is killed at each of its writes. */
export interface Scenario {
  readonly name: string;
  /** What happens on the host before it, by hand. */
  readonly edits: readonly string[];
  /** The password that the stack's settings have for the Samba user. */
  readonly sambaPassword: string;
  run(engine: Engine, options?: RunOptions): Promise<Done>;
}

/** Bringing everything up from nothing, healing what was done by hand, an edit that touches every kind, and the end. */
export function scenariosOf(
  program: readonly Declared[],
  changed: readonly Declared[],
): readonly Scenario[] {
  const edits: readonly string[] = [];
  const before = { edits, sambaPassword: "correct horse" };
  return [
    { ...before, name: "up", run: (engine, options) => engine.up(program, options) },
    {
      ...before,
      name: "heal",
      edits: [...Object.values(referenceDrifts).flat(), ...edited],
      run: (engine, options) => engine.up(program, options),
    },
    {
      name: "update",
      edits,
      sambaPassword: "battery staple",
      run: (engine, options) => engine.up(changed, options),
    },
    {
      name: "destroy",
      edits,
      sambaPassword: "battery staple",
      run: (engine, options) => engine.destroy(options),
    },
  ];
}

/** What is done to the node itself, beside what is done to the reference inventory's guests and storages. */
const edited: readonly string[] = [
  "echo '# by hand' >> /etc/phoenix.conf",
  "chmod 0644 /etc/phoenix.conf",
  "systemctl disable cron",
  "rm /etc/exports.d/phoenix.exports && exportfs -ra",
  "qm set 1001 --memory 1024 --delete balloon",
  "zpool set autotrim=off quickOS",
];

/** Gives a world what the scenario's stack has in its settings. */
export function settle(world: World, { sambaPassword }: Scenario): void {
  world.settings.deleteVolumes = true;
  world.settings.sambaPasswords.set("phoenix_admin", sambaPassword);
}
