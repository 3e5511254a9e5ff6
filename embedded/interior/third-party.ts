import type { ArchivePackage, Release } from "./package-table";

/** An archive of packages that is nobody's distribution. */
interface ThirdParty {
  /** Where it is; the expression's groups name the distribution where it has a folder for each. */
  readonly at: RegExp;
  /** Whether it has this suite, in the folder that was asked. */
  readonly has: (folder: readonly string[], suite: string) => boolean;
  /** Fingerprint of the key that it is signed with, and the key that apt says is missing. */
  readonly signer: string;
  readonly missing: string;
  /** Rows `name|versions, the oldest first|depends|programs|units|KiB|description`; `{suffix}` is the distribution's. */
  readonly table: string;
}

const releases: Readonly<Record<string, Release>> = {
  "ubuntu noble": "noble",
  "debian trixie": "trixie",
  "debian bookworm": "bookworm",
};

const suffixes: Readonly<Record<Release, string>> = {
  noble: "~ubuntu.24.04~noble",
  trixie: "~debian.13~trixie",
  bookworm: "~debian.12~bookworm",
};

const archives: readonly ThirdParty[] = [
  {
    at: /^https:\/\/download\.docker\.com\/linux\/(ubuntu|debian)$/,
    has: ([system = ""], suite) => `${system} ${suite}` in releases,
    signer: "9DC858229FC7DD38854AE2D88D81803C0EBFCD88",
    missing: "7EA0A9C3F273FCD8",
    table: `
containerd.io|1.7.27-1{suffix} 1.7.28-1{suffix} 1.7.28-2{suffix} 2.2.1-1{suffix}|libc6|containerd ctr runc|containerd.service|126000|An open and reliable container runtime
docker-buildx-plugin|0.29.1-1{suffix} 0.30.1-1{suffix}|libc6|||68000|Docker Buildx extends build capabilities with BuildKit.
docker-ce|5:27.5.1-1{suffix} 5:28.5.1-1{suffix} 5:28.5.2-1{suffix} 5:29.1.3-1{suffix}|containerd.io docker-ce-cli iptables libc6|dockerd docker-proxy|docker.service docker.socket|90000|Docker: the open-source application container engine
docker-ce-cli|5:27.5.1-1{suffix} 5:28.5.1-1{suffix} 5:28.5.2-1{suffix} 5:29.1.3-1{suffix}|libc6|docker||42000|Docker CLI: the open-source application container engine
docker-ce-rootless-extras|5:28.5.2-1{suffix} 5:29.1.3-1{suffix}|libc6|dockerd-rootless.sh||28000|Rootless support for Docker.
docker-compose-plugin|2.39.4-1{suffix} 2.40.3-1{suffix} 5.0.0-1{suffix}|libc6|||66000|Docker Compose (V2) plugin for the Docker CLI.
`,
  },
  {
    at: /^https:\/\/nvidia\.github\.io\/libnvidia-container\/stable\/deb\/amd64$/,
    has: (_folder, suite) => suite === "/",
    signer: "C95B321B61E88C1809C4F759DDCAE044F796ECB0",
    missing: "DDCAE044F796ECB0",
    table: `
libnvidia-container-tools|1.17.8-1 1.18.1-1 1.18.2-1|libc6 libnvidia-container1|nvidia-container-cli||45|NVIDIA container runtime library (command-line tools)
libnvidia-container1|1.17.8-1 1.18.1-1 1.18.2-1|libc6|||2600|NVIDIA container runtime library
nvidia-container-toolkit|1.17.8-1 1.18.1-1 1.18.2-1|libnvidia-container-tools nvidia-container-toolkit-base|nvidia-container-runtime-hook||5500|NVIDIA Container toolkit
nvidia-container-toolkit-base|1.17.8-1 1.18.1-1 1.18.2-1|libc6|nvidia-container-runtime nvidia-ctk||22000|NVIDIA Container Toolkit Base
`,
  },
  {
    at: /^https:\/\/developer\.download\.nvidia\.com\/compute\/cuda\/repos\/(ubuntu2404|debian12)\/x86_64$/,
    has: (_folder, suite) => suite === "/",
    signer: "EB693B3035CD5710E231E123A4B469963BF863CC",
    missing: "A4B469963BF863CC",
    table: `
cuda-nvcc-12-8|12.8.61-1 12.8.93-1|cuda-toolkit-12-8-config-common|/usr/local/cuda-12.8/bin/nvcc||143000|CUDA nvcc
cuda-nvcc-12-9|12.9.86-1|cuda-toolkit-12-9-config-common|/usr/local/cuda-12.9/bin/nvcc||150000|CUDA nvcc
cuda-nvcc-13-0|13.0.88-1|cuda-toolkit-13-0-config-common|/usr/local/cuda-13.0/bin/nvcc||110000|CUDA nvcc
cuda-toolkit-12-8|12.8.0-1 12.8.1-1|cuda-nvcc-12-8|||30|CUDA Toolkit 12.8 meta-package
cuda-toolkit-12-8-config-common|12.8.57-1 12.8.90-1||||16|Common config package for CUDA Toolkit 12.8.
cuda-toolkit-12-9|12.9.1-1|cuda-nvcc-12-9|||30|CUDA Toolkit 12.9 meta-package
cuda-toolkit-12-9-config-common|12.9.79-1||||16|Common config package for CUDA Toolkit 12.9.
cuda-toolkit-13-0|13.0.2-1|cuda-nvcc-13-0|||30|CUDA Toolkit 13.0 meta-package
cuda-toolkit-13-0-config-common|13.0.96-1||||16|Common config package for CUDA Toolkit 13.0.
`,
  },
];

/** An archive of a third party, as one suite of it was asked for. */
export interface ThirdPartySuite {
  /** False where it has no such suite. */
  readonly exists: boolean;
  readonly signer: string;
  readonly missing: string;
  /** Every version of every package. */
  packages(release: Release): ArchivePackage[];
}

/** The archive that a suite of apt's sources is of; undefined where it is no third party's that is known. */
export function thirdPartyAt(uri: string, suite: string): ThirdPartySuite | undefined {
  const place = originOf(uri).replace(/\/+$/, "");
  for (const { at, has, signer, missing, table } of archives) {
    const found = at.exec(place);
    if (found === null) continue;
    const packages = (release: Release) => readRows(table, release);
    return { exists: has(found.slice(1), suite), signer, missing, packages };
  }
  return undefined;
}

/** The mirror in this network has what the servers have in a folder of each server's name. */
export function originOf(url: string): string {
  return url.replace(/^http:\/\/mirror\.phoenix\.internal\//, "https://");
}

function readRows(table: string, release: Release): ArchivePackage[] {
  return table
    .trim()
    .split("\n")
    .flatMap((row) => {
      const [name = "", versions = "", depends, programs, units, size, description = ""] =
        row.split("|");
      return words(versions).map((version) => ({
        ...{ name, section: "third-party", description, size: Number(size) },
        versions: { [release]: version.replace("{suffix}", suffixes[release]) },
        ...{ depends: words(depends), programs: words(programs), units: words(units) },
      }));
    });
}

function words(text = ""): string[] {
  return text.split(" ").filter(Boolean);
}
