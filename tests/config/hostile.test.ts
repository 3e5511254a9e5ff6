import type { z } from "zod";
import { fieldsOf } from "../../config/fields/paths";
import { alternatives, childOf } from "../../config/fields/walk";
import { schemas } from "../../config/parse";
import type { FileKind } from "../../config/file-kinds";
import { fileKinds } from "../../config/file-kinds";

/** What a shell, a config file or an option parser could take for more than a name. */
const hostile = [
  "a; rm -rf /",
  "a$(id)",
  "a`id`",
  "a|id",
  "a&id",
  "a>b",
  "a'b",
  'a"b',
  "a\\b",
  "a\nb",
  "a\u0000b",
  "a b",
  "-rf",
  "--help",
  "a*",
  "a?",
  "../../etc/passwd",
  "/../etc/passwd",
  "a{b,c}",
  "~root",
  "#a",
  "$HOME",
];

/** Fields for people, programs and secrets, in which odd characters are the point; none of them is a name. */
const freeText = [
  /\$schema$/,
  /(^|\.)(author|description|comments?|model)$/,
  /\.health_check\.command$/,
  /\.health_checks\.\[\]\.(command|http)$/,
  /\.(vllm_args|qm_options|args)\.\[\]$/,
  /\.nvidia_pci_ids$/,
  /(tests|health_checks).*\.name$/,
  /\.vllm\.\[\]\.name$/,
  /^users\.(password_hash|ssh_public_key)$/,
  /^samba\.(global|shares\.\[\]\.options)(\.|$)/,
  /^users\.(\[\]\.)?password_hash$/,
  /^samba\.shares\.\[\]\.options$/,
  /user_config\.ssh_public_key$/,
  /portainer_(api|admin|environment).*$/,
  /^step_ca\.(root_ca_name|intermediate_ca_name|provisioner_name)$/,
  /^proxmox_defaults\.lxc\.security$/,
  /\.variables\.\[\]\.value$/,
  /\.traefik_labels\.\[\]$/,
  /\.lxc_options\.\[\]$/,
  /^(files|apparmor_profiles)\.(\[\]|\*|\d+)\.content$/,
];

/** Values of which one fits into every map with free keys. */
const values = [
  {},
  "x1",
  "/x",
  { host_path: "/x" },
  { pool: "x1", size_gb: 1 },
  { compose_file_path: "x" },
  {
    name: "x",
    memory_mb: 16,
    cores: 1,
    storage_pool: "x1",
    storage_size_gb: 1,
    network_config: {},
  },
];

/** Maps with free keys, at least these. */
const freeMaps: Record<FileKind, string[]> = {
  hypervisor: ["proxmox_storage_ids", "shared_volumes", "shared_volumes.*.mounts"],
  lxc: ["lxc_configs"],
  vm: ["vms.[].snapshots"],
  stacks: ["docker_stacks", "docker_stacks.*.environments"],
};

/** Every place of a schema at which text may stand, elements of lists included. */
function places(schema: z.ZodType): { path: string; schema: z.core.$ZodType }[] {
  return fieldsOf(schema).flatMap((field) => {
    const path = field.path.join(".");
    const element = childOf(field.schema, 0);
    return [
      { path, schema: field.schema },
      ...(element ? [{ path: `${path}.[]`, schema: element }] : []),
    ];
  });
}

function acceptsText(schema: z.core.$ZodType, text: string): boolean {
  return alternatives(schema).some((option) => (option as z.ZodType).safeParse(text).success);
}

describe.each(fileKinds)("in the %s file", (kind) => {
  const all = places(schemas[kind]);

  test.each(hostile)("no name, path or number is %j", (text) => {
    const accepting = all
      .filter(
        ({ path, schema }) =>
          acceptsText(schema, text) &&
          !freeText.some((free) => free.test(path)) &&
          !(text === "a b" && path.endsWith(".searchdomain")),
      )
      .map(({ path }) => path);
    expect(accepting).toEqual([]);
  });

  test("no free key is anything but a name", () => {
    const mapsWith = (key: string): string[] =>
      fieldsOf(schemas[kind])
        .filter(({ schema }) =>
          values.some((value) => (schema as z.ZodType).safeParse({ [key]: value }).success),
        )
        .map(({ path }) => path.join("."));
    // Parameters of smb.conf(5) have blanks in their names.
    expect(mapsWith("a b").filter((path) => !path.startsWith("samba."))).toEqual([]);
    const wrong = ["a; rm -rf /", "-rf", "../a", "a\nb", "$(id)"];
    expect(wrong.flatMap(mapsWith)).toEqual([]);
    // The same search finds the maps when the key is good, so that finding none above means something.
    expect([...mapsWith("950"), ...mapsWith("x1")]).toEqual(expect.arrayContaining(freeMaps[kind]));
  });

  test("control characters are refused even in text for people", () => {
    const accepting = all.filter(
      ({ schema }) => acceptsText(schema, "a\u001b[31mb") || acceptsText(schema, "a\rb"),
    );
    expect(accepting.map(({ path }) => path)).toEqual([]);
  });
});

test("a raw line cannot smuggle in a second one", () => {
  const [place] = places(schemas.lxc).filter(({ path }) => path.endsWith(".lxc_options.[]"));
  expect(place && acceptsText(place.schema, "lxc.cap.drop: a")).toBe(true);
  expect(place && acceptsText(place.schema, "lxc.cap.drop: a\nmp0: /etc,mp=/etc")).toBe(false);
});
