import type { Json } from "../../config/json";

/** A check of each kind, of a guest with a GPU. */
export const everyCheck: Json[] = [
  { name: "page", http: "http://localhost/", retries: 2, interval: 1, timeout: 4 },
  { command: "nginx -t" },
  { script: "overlays/dev.json", args: ["one"] },
  { tcp: 80 },
  { unit: "nginx" },
  { gpus: 1 },
];

/** A change of each of their fields. */
export function checkChanges<File extends string>(
  file: File,
  guest: string,
): (readonly [file: File, place: string, value: Json])[] {
  const fields = [
    ["0.name", "start"],
    ["0.http", "http://localhost/start"],
    ["0.retries", 3],
    ["0.interval", 2],
    ["0.timeout", 5],
    ["1.command", "nginx -T"],
    ["2.script", "phoenix_lxc_configs.json"],
    ["2.args", ["two"]],
    ["3.tcp", 81],
    ["4.unit", "ssh"],
    ["5.gpus", 2],
  ] as const;
  return fields.map(([field, value]) => [file, `${guest}.health_checks.${field}`, value as Json]);
}
