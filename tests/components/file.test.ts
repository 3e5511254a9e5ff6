import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileSpec } from "../../components/node/file";

const directory = fs.mkdtempSync(path.join(os.tmpdir(), "phoenix-files-"));
afterAll(() => fs.rmSync(directory, { recursive: true }));

test("a file without owner and mode is root's, and everybody may read it", () => {
  expect(fileSpec({ path: "/etc//x", content: "a\n" }, directory)).toEqual({
    path: "/etc/x",
    content: "a\n",
    sha256: "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7",
    owner: "root:root",
    mode: "0644",
  });
});

test("content is read from a file of the configuration's folder", () => {
  fs.writeFileSync(path.join(directory, "motd"), "Grüße\n");
  const spec = fileSpec({ path: "/etc/motd", source: "motd", owner: "www-data" }, directory);
  expect(spec).toMatchObject({ content: "Grüße\n", owner: "www-data:www-data" });
});

test("a source that is missing, or no text, is named", () => {
  expect(() => fileSpec({ path: "/etc/x", source: "none" }, directory)).toThrow(
    /none, the source of \/etc\/x: ENOENT/,
  );
  fs.writeFileSync(path.join(directory, "binary"), Buffer.from([0xff, 0xfe, 0x00]));
  expect(() => fileSpec({ path: "/etc/x", source: "binary" }, directory)).toThrow(
    /no UTF-8|ENCODING/,
  );
});
