import path from "node:path";
import { makeGuests } from "../../components/hierarchy";
import { Hypervisor } from "../../components/hypervisor";
import { formatDiagnostics } from "../../config/diagnostics";
import { loadDocuments } from "../../config/load";
import type { documents } from "./applied-fields";
import { registered } from "./registered";

/** A resource as a component declares it. */
export interface Declared {
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of what it depends on. */
  readonly needs: readonly string[];
}

/** Where the files lie that documents name as sources. */
export const directory = path.resolve(__dirname, "../../config");

/** Everything that the components declare of documents, by kind and name, such as `Container guest-950`. */
export function declare({ hypervisor, lxc, vm }: typeof documents): ReadonlyMap<string, Declared> {
  const { config, diagnostics } = loadDocuments({
    hypervisor: { file: "hypervisor.json", document: hypervisor },
    lxc: { file: "lxc.json", document: lxc },
    vm: { file: "vm.json", document: vm },
    stacks: { file: "stacks.json", document: { docker_stacks: {} } },
  });
  if (config === undefined) throw new Error(formatDiagnostics(diagnostics));
  registered.length = 0;
  const node = new Hypervisor("hypervisor", config.hypervisor, { directory, stack: "dev" });
  makeGuests(config, node, "phoenix+dev");
  return new Map(
    registered.map((entry) => {
      const [kind, name, inputs, needs] = JSON.parse(entry) as [
        string,
        string,
        Declared["inputs"],
        string[],
      ];
      return [`${kind} ${name}`, { inputs, needs }];
    }),
  );
}
