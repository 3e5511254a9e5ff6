import { releaseAt, runFile } from "../nvidia/run-file";
import { imageFile } from "../qemu/images";
import type { Release } from "./package-table";
import { tarball } from "./tarball";
import { originOf } from "./third-party";

/** What the servers that are known here have at a URL; undefined for anything else. */
export function contentAt(address: string): Buffer | undefined {
  const url = originOf(address);
  const driver = releaseAt(url);
  if (driver !== undefined) return Buffer.from(runFile(driver));
  const image = cloudImageAt(url);
  if (image !== undefined) return image;
  const ollama =
    /^https:\/\/github\.com\/ollama\/ollama\/releases\/download\/v([\d.]+)\/ollama-linux-amd64\.tgz$/.exec(
      url,
    )?.[1];
  if (ollama !== undefined) return ollamaArchive(ollama);
  const code =
    /^https:\/\/github\.com\/coder\/code-server\/releases\/download\/v([\d.]+)\/code-server-\1-linux-amd64\.tar\.gz$/.exec(
      url,
    )?.[1];
  if (code !== undefined) return codeServerArchive(code);
  const model = /^https:\/\/huggingface\.co\/.+\/resolve\/[^/]+\/([^/]+\.gguf)$/.exec(url)?.[1];
  return model === undefined ? undefined : Buffer.from(`GGUF ${model}\n`);
}

/** Whether anybody here answers for a name. */
export function isKnownHost(name: string): boolean {
  return /^(?:(?:[a-z]+\.)*download\.nvidia\.com|cloud-images\.ubuntu\.com|cloud\.debian\.org|github\.com|huggingface\.co|mirror\.phoenix\.internal)$/.test(
    name,
  );
}

function codeServerArchive(version: string): Buffer {
  const folder = `code-server-${version}-linux-amd64`;
  const about = { name: "code-server", license: "MIT", version };
  return tarball({
    [`${folder}/bin/code-server`]: `#!/bin/sh\necho "${version} with Code"\n`,
    [`${folder}/package.json`]: `${JSON.stringify(about, undefined, 2)}\n`,
  });
}

/** Ubuntu's and Debian's images of virtual machines, with disks of the sizes that theirs have. */
function cloudImageAt(url: string): Buffer | undefined {
  const gibibyte = 1024 ** 3;
  const [, place, release, ending] =
    /^https:\/\/(cloud-images\.ubuntu\.com|cloud\.debian\.org\/images\/cloud|mirror\.phoenix\.internal\/images)\/(\w+)\/[\w./-]+\.(img|qcow2)$/.exec(
      url,
    ) ?? [];
  if (place === undefined) return undefined;
  const known = releases.find((each) => each === release);
  // Neither Ubuntu's nor Debian's have the guest agent; an administrator's own have.
  const packages = place.startsWith("mirror.") ? ["qemu-guest-agent"] : [];
  const size = (ending === "img" ? 3.5 : 3) * gibibyte;
  return Buffer.from(imageFile(size, known && { release: known, packages }));
}

const releases: readonly Release[] = ["noble", "trixie", "bookworm"];

function ollamaArchive(version: string): Buffer {
  const program = `#!/bin/sh
case "$1" in
  --version|-v) echo "Warning: could not connect to a running Ollama instance"; echo "Warning: client version is ${version}" ;;
  *) echo "ollama: not part of the embedded host" >&2; exit 1 ;;
esac
`;
  return tarball({ "bin/ollama": program, "lib/ollama/libggml-base.so": `ELF ${version}\n` });
}
