import { issueCsrfToken, issueTicket } from "../../../embedded/access/tickets";
import { EmbeddedHost } from "../../../embedded/host";
import { templateTree } from "../../../embedded/interior/template-tree";
import type { FileTree } from "../../../embedded/files/file-tree";

export type Settings = Record<string, string>;

/** An embedded host set up as the recorded machines were: same node name, users, templates and storages. */
export class Laboratory {
  readonly host = EmbeddedHost.open({ speed: 0, node: "pve1", templateTree: recordedTemplate });
  /** Our UPIDs and digests for the recorded ones. */
  readonly ours = new Map<string, string>();

  constructor() {
    const { files } = this.host.node;
    files.write("/etc/pve/user.cfg", users);
    files.write("/etc/pve/priv/token.cfg", `root@pam!iac ${secret}\niac@pve!tok ${secret}\n`);
    this.addTemplate("debian-13-standard_13.1-2_amd64.tar.zst");
    this.addTemplate("debian-13-tiny_1_amd64.tar.zst");
    files.mkdir("/srv");
  }

  addTemplate(name: string): void {
    this.host.node.files.write(`/var/lib/vz/template/cache/${name}`, "archive");
  }

  storages(text: string): void {
    this.host.node.files.write("/etc/pve/storage.cfg", text);
  }

  bridge(name: string, exists: boolean): void {
    const path = `/sys/class/net/${name}`;
    if (exists) this.host.node.files.write(`${path}/mtu`, "1500\n");
    else this.host.node.files.remove(path);
  }

  /** Changes a configuration as somebody at the node's shell would. */
  edit(vmid: number, set: Settings, remove: readonly string[] = []): void {
    this.host.node.configs.edit(vmid, (conf) => {
      for (const key of remove) conf.options.delete(key);
      for (const [key, value] of Object.entries(set)) conf.options.set(key, value);
    });
  }

  /** A request of the recorded token that has to work; its task is waited for. */
  async must(
    method: "POST" | "PUT" | "DELETE",
    path: string,
    params: Settings = {},
  ): Promise<void> {
    const answer = await this.host.call("root@pam!iac", method, `/nodes/pve1${path}`, params);
    await this.host.node.tasks.idle();
    const [task] = this.host.node.tasks.list();
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.reason}`);
    if (answer.data !== null && !/^(?:OK|WARNINGS: \d+)$/.test(task?.exitstatus ?? "")) {
      throw new Error(`${method} ${path}: ${task?.exitstatus ?? ""}`);
    }
  }

  get headers(): { root: Settings; iac: Settings; ticket: Settings } {
    const ticket = issueTicket(this.host.node, "root@pam");
    return {
      root: { authorization: `PVEAPIToken=root@pam!iac=${secret}` },
      iac: { authorization: `PVEAPIToken=iac@pve!tok=${secret}` },
      ticket: {
        cookie: `PVEAuthCookie=${encodeURIComponent(ticket)}`,
        csrfpreventiontoken: issueCsrfToken(this.host.node, "root@pam"),
      },
    };
  }
}

const secret = "2b1c9a55-2f0d-4f0e-9d55-000000000000";

const users = `user:iac@pve:1:0::::::
token:iac@pve!tok:0:0::
user:root@pam:1:0::::::
token:root@pam!iac:0:0::




acl:1:/:iac@pve:Administrator:
`;

/** The recorded machines' own small template has no systemd. */
function recordedTemplate(fileName: string): FileTree | undefined {
  if (!fileName.includes("-tiny_")) return templateTree(fileName);
  const tree = templateTree("debian-13-standard_13.1-2_amd64.tar.zst");
  tree?.remove("/var/lib/dpkg/status");
  return tree;
}
