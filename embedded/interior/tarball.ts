import { gzipSync } from "node:zlib";

/** A gzipped archive of executable files by path, the same bytes each time (ustar of tar(5)). */
export function tarball(files: Readonly<Record<string, string>>): Buffer {
  const parts = Object.entries(files).flatMap(([path, text]) => {
    const content = Buffer.from(text);
    const padding = Buffer.alloc((block - (content.length % block)) % block);
    return [header(path, content.length), content, padding];
  });
  // Compression differs between releases of zlib, storing does not.
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * block)]), { level: 0 });
}

const block = 512;

function header(path: string, size: number): Buffer {
  const bytes = Buffer.alloc(block);
  const octal = (value: number, width: number) => value.toString(8).padStart(width - 1, "0") + "\0";
  bytes.write(path, 0, 100);
  bytes.write(octal(0o755, 8) + octal(0, 8) + octal(0, 8), 100);
  bytes.write(octal(size, 12) + octal(0, 12), 124);
  bytes.write("        0", 148);
  bytes.write("ustar\0" + "00", 257);
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return bytes;
}
