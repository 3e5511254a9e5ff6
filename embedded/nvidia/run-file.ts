/** Which release an address of NVIDIA's download servers names; undefined for any other address. */
export function releaseAt(url: string): string | undefined {
  return /^https?:\/\/(?:[a-z]+\.)?download\.nvidia\.com\/(?:XFree86\/Linux-x86_64|tesla)\/([\d.]+)\/NVIDIA-Linux-x86_64-\1\.run$/.exec(
    url,
  )?.[1];
}

/**
 * A release's .run file: a shell script with an archive, made by Makeself. Options before the archive's own are
 * Makeself's; all others go to the program in the archive.
 */
export function runFile(version: string): string {
  return `#!/bin/sh
label="NVIDIA Accelerated Graphics Driver for Linux-x86_64 ${version}"
tail -n 1 "$0" | grep -q '^end of archive$' || {
  echo "Verifying archive integrity... Error in MD5 checksums: archive is truncated"
  exit 1
}
case "$1" in
  --info) echo "$label"; exit 0 ;;
  --check) echo "Verifying archive integrity... OK"; exit 0 ;;
esac
${carriedInstaller} ${version} "$@"
exit $?
# What follows is the archive.
end of archive
`;
}

/** The archive's own program, which is on no PATH. */
export const carriedInstaller = "nvidia-installer-of-archive";
