import type { CommandFault } from "../../embedded/faults";
import { newSshKeyPair } from "../../embedded/server/ssh-keys";
import { diskFaults } from "./disk-faults";
import type { Fault } from "./fault";
import { closed } from "./request-faults";

const atCommand = (name: string, fault: CommandFault, more: Partial<Fault> = {}): Fault => ({
  name,
  fits: ({ isRequest }) => !isRequest,
  strike: ({ embedded }) => embedded.faults.onCommand(fault),
  ...more,
});

const anywhere = () => true;

const garbage = { stdout: "\u0000\u0001@@ garbage {[\n", stderr: "", exitCode: 0 };

/** What strikes at the one command that reads the node: its script gets a mark of its own each time. */
function atInspection(name: string, fault: CommandFault, more: Partial<Fault>): Fault {
  const command = /bash -s -- @[0-9a-f]{18}\b/;
  return {
    ...{ name, fits: anywhere },
    strike: ({ embedded }) => embedded.faults.onCommand({ command, ...fault }),
    ...more,
  };
}
const hostKey = "/etc/ssh/ssh_host_ed25519_key";
const kept = new WeakMap<object, string[]>();

/** What goes wrong with commands, and with the node as a whole. */
export const hostFaults: readonly Fault[] = [
  atCommand("SSH is dropped before the command", { drop: true }, { mustPass: true }),
  atCommand("SSH is dropped after the command", { drop: "after" }, { mustPass: true }),
  atCommand(
    "no space is left for what a command writes",
    { answer: { stdout: "", stderr: "write error: No space left on device\n", exitCode: 1 } },
    { tells: /^(?:Unable to write \S+: the|The) node has no space left for/ },
  ),
  atCommand(
    "a lock, told by pct",
    {
      command: /^LC_ALL=\S+ (?:pct|qm) /,
      answer: { stdout: "", stderr: "CT is locked (backup)\n", exitCode: 255 },
      times: 2,
    },
    { fits: ({ isRequest, vmid }) => !isRequest && vmid !== undefined, mustPass: true },
  ),
  atInspection("an inspection prints garbage", { answer: garbage }, { mustPass: true }),
  atInspection("SSH is dropped at an inspection", { drop: true }, { mustPass: true }),
  atInspection(
    "inspections print nothing but garbage",
    { answer: garbage, times: 4 },
    { tells: /^The inspection of the host broke off.*Run the same command/s },
  ),
  {
    name: "the host key is another one",
    fits: anywhere,
    tells: /another host key than the pinned one/,
    async strike({ embedded }) {
      const { files } = embedded.node;
      const paths = [hostKey, `${hostKey}.pub`];
      kept.set(
        embedded,
        paths.map((path) => files.readText(path) ?? ""),
      );
      const { privateKey, publicKey } = newSshKeyPair("root@phoenix");
      files.write(hostKey, privateKey, { mode: 0o600 });
      files.write(`${hostKey}.pub`, publicKey);
      await embedded.reopen(0);
    },
    async repair({ embedded }) {
      const [privateKey = "", publicKey = ""] = kept.get(embedded) ?? [];
      embedded.node.files.write(hostKey, privateKey, { mode: 0o600 });
      embedded.node.files.write(`${hostKey}.pub`, publicKey);
      await embedded.reopen(0);
    },
  },
  {
    name: "a storage is full",
    fits: ({ isRequest }) => isRequest,
    strike: ({ embedded }) => {
      for (const storage of ["local", "local-zfs"]) embedded.faults.fill(storage);
    },
    repair: ({ embedded }) => embedded.faults.clear(),
  },
  {
    name: "the node's clock is an hour ahead",
    fits: anywhere,
    mustPass: true,
    strike: ({ embedded }) => void (embedded.node.clock.skew = 3_600_000),
  },
  {
    name: "the node is restarted in mid-run",
    fits: anywhere,
    async strike({ embedded }) {
      void embedded.restart();
      await closed();
    },
  },
  ...diskFaults,
];
