import type { Files } from "../contract";
import { upstream } from "./versions";

/** What samba's units ask before they start. */
export const isConfigured = "/usr/share/samba/is-configured";

/** Programs that packages bring along and others run, as far as somebody here notices: by package, then by path. */
const scripts: readonly (readonly [
  RegExp,
  (version: string, parts: readonly string[]) => Readonly<Record<string, string>>,
])[] = [
  [
    /^samba$/,
    () => ({
      [isConfigured]: `#!/bin/sh
# Whether smb.conf lets a daemon run: none without it, and nmbd only where it says nothing against NetBIOS.
test -f /etc/samba/smb.conf || exit 1
test "$1" = nmb || exit 0
test "$(testparm -s --parameter-name='disable netbios' 2>/dev/null)" != Yes
`,
    }),
  ],
  [
    // Debian's docker-compose is the plugin since trixie; the one before is a program of its own.
    /^docker-compose(?:-plugin|-v2|)$/,
    (version): Record<string, string> =>
      version.startsWith("1.")
        ? {}
        : {
            "/usr/libexec/docker/cli-plugins/docker-compose": `#!/bin/sh
# Called with its own name first.
shift
case "$1" in
  version) case "$2" in --short) echo "${upstream(version)}" ;; *) echo "Docker Compose version v${upstream(version)}" ;; esac ;;
  *) echo "docker-compose: not part of the embedded host" >&2; exit 1 ;;
esac
`,
          },
  ],
  [
    /^cuda-nvcc-(\d+)-(\d+)$/,
    (version, [major = "", minor = ""]) => ({
      [`/usr/local/cuda-${major}.${minor}/bin/nvcc`]: `#!/bin/sh
echo "nvcc: NVIDIA (R) Cuda compiler driver"
echo "Copyright (c) 2005-2025 NVIDIA Corporation"
echo "Cuda compilation tools, release ${major}.${minor}, V${upstream(version)}"
`,
    }),
  ],
];

/** Writes the scripts of a package, and names them. */
export function writeScripts(files: Files, name: string, version: string): string[] {
  const found = scripts.flatMap(([pattern, make]) => {
    const parts = pattern.exec(name);
    return parts === null ? [] : Object.entries(make(version, parts.slice(1)));
  });
  for (const [path, content] of found) files.write(path, content, { mode: 0o755 });
  return found.map(([path]) => path);
}
