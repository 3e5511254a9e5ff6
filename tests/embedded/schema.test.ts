import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { endpoints } from "../../embedded/api/endpoints";
import { checkParameters, parsePropertyString } from "../../embedded/api/schema/check";
import { printPropertyString } from "../../embedded/api/schema/print-property-string";
import { ApiError } from "../../embedded/api/api-error";
import { mountPointProperties, networkProperties } from "../../embedded/lxc/options";
import { formatSize, parseSize } from "../../embedded/storage/size";

const file = join(__dirname, "../../../shared/data/pve-api-subset.json");

interface Method {
  readonly parameters?: { readonly properties?: Record<string, OfficialProperty> };
}

interface OfficialProperty {
  readonly type?: string;
  readonly optional?: number;
  readonly minimum?: number | string;
  readonly maximum?: number | string;
  readonly enum?: readonly string[] | null;
}

const official = existsSync(file)
  ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, Record<string, Method>>)
  : undefined;

if (!official) console.warn("skipped: the official API schema is not at hand");

/** Paths that the subset leaves out although they exist. */
const notInSubset = [
  /^\/access\/password$/,
  /^\/nodes\/\{node\}\/?$/,
  /^\/cluster\/mapping\//,
  /status$/,
  /^\/nodes\/\{node\}\/firewall\//,
  /^\/nodes\/\{node\}\/lxc\/\{vmid\}$/,
];

const known = endpoints.filter(({ path, method }) => {
  const methods = official?.[path.replace("...", "")];
  return methods?.[method] !== undefined;
});

(official ? test : test.skip)("every endpoint exists in the official API", () => {
  const unknown = endpoints
    .filter((endpoint) => !known.includes(endpoint))
    .map(({ method, path }) => `${method} ${path}`)
    .filter((line) => !notInSubset.some((pattern) => pattern.test(line.split(" ")[1] ?? "")));
  expect(unknown).toEqual([]);
});

(official
  ? test.each(known.map((endpoint) => [endpoint.method, endpoint.path, endpoint] as const))
  : test.skip.each([["", "", undefined]]))(
  "%s %s takes the official parameters only, with their types and limits",
  (method, path, endpoint) => {
    const properties = official?.[path.replace("...", "")]?.[method]?.parameters?.properties ?? {};
    for (const [name, ours] of Object.entries(endpoint?.parameters ?? {})) {
      const theirs = properties[name];
      expect([name, theirs === undefined]).toEqual([name, false]);
      expect([name, ours.type]).toEqual([name, theirs?.type ?? "string"]);
      expect([name, ours.optional === true]).toEqual([name, theirs?.optional === 1]);
      for (const limit of ["minimum", "maximum"] as const) {
        const official = theirs?.[limit];
        expect([name, limit, ours[limit]]).toEqual([
          ...[name, limit],
          official === undefined ? undefined : Number(official),
        ]);
      }
      if (ours.enum && theirs?.enum) expect([...ours.enum].sort()).toEqual([...theirs.enum].sort());
    }
  },
);

function errorsOf(check: () => void): Record<string, string> | undefined {
  try {
    check();
  } catch (error) {
    return error instanceof ApiError ? error.errors : { thrown: String(error) };
  }
  return undefined;
}

test.each([
  ["cores", "0", "value must have a minimum value of 1"],
  ["cores", "4.5", "type check ('integer') failed - got '4.5'"],
  ["onboot", "yes", "type check ('boolean') failed - got 'yes'"],
  ["hostname", "a_b", "invalid format - value does not look like a valid DNS name\n"],
  ["cmode", "x", "value 'x' does not have a value in the enumeration 'shell, console, tty'"],
  [
    "net0",
    "name=eth0,bridge=vmbr0,foo=1",
    "invalid format - invalid key in comma-separated list property: foo\n",
  ],
  [
    "net0",
    "name=eth0,ip=10.0.0.300/24",
    "invalid format - format error\nnet0.ip: invalid format - value does not look like a valid ipv4 network configuration\n\n",
  ],
  [
    "mp0",
    "local:1",
    "invalid format - format error\nmp0.mp: property is missing and it is not optional\n",
  ],
  [
    "mp999",
    "local:1,mp=/x",
    "property is not defined in schema and the schema does not allow additional properties",
  ],
])("%s=%s is refused: %s", (name, value, problem) => {
  const endpoint = endpoints.find(
    ({ method, path }) => method === "PUT" && path.endsWith("{vmid}/config"),
  );
  const values = new Map([
    ["node", "phoenix"],
    ["vmid", "100"],
    [name, value],
  ]);
  expect(
    errorsOf(() => {
      checkParameters(endpoint?.parameters ?? {}, values);
    }),
  ).toEqual({ [name]: problem });
});

test("property strings print the default key, the required ones, then the others by name", () => {
  const net = parsePropertyString(networkProperties, "bridge=vmbr0,ip=dhcp,firewall=on,name=eth0");
  expect(printPropertyString(networkProperties, net)).toBe(
    "name=eth0,bridge=vmbr0,firewall=1,ip=dhcp",
  );
  const mount = parsePropertyString(mountPointProperties, "ro=1,size=1G,mp=/a,backup=0,local:x");
  expect(printPropertyString(mountPointProperties, mount)).toBe(
    "local:x,mp=/a,backup=0,ro=1,size=1G",
  );
});

test.each([
  [0, "0T"],
  [512 * 1024 ** 2, "512M"],
  [1536 * 1024 ** 2, "1536M"],
  [1024 ** 4, "1T"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});

test("a printed size reads back as what it was", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 40 }), (bytes) => parseSize(formatSize(bytes)) === bytes),
  );
});
