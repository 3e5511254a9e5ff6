import { lastValue, parseOptions } from "../shell/options";
import type { Program } from "../shell/program";
import { failed } from "../shell/program";
import { contentAt, isKnownHost } from "./internet";

/** curl(1): there is no network but a few servers; every other name fails to resolve. */
export const curl: Program = (args, io) => {
  const parsed = parseOptions(args, {
    short: "sSfLkIOo:H:X:d:m:A:u:qgv",
    long: [
      "silent",
      "show-error",
      "fail",
      "location",
      "output=",
      "retry=",
      "retry-delay=",
      "retry-all-errors",
      "connect-timeout=",
      "max-time=",
      "proto=",
      "tlsv1.2",
      "header=",
      "request=",
      "data=",
      "remote-name",
      "compressed",
      "progress-bar",
    ],
  });
  const url = urlOf(parsed.rest);
  const content = contentAt(url);
  const isSilent = parsed.flags.has("s") || parsed.flags.has("silent");
  const isShown = !isSilent || parsed.flags.has("S") || parsed.flags.has("show-error");
  if (content === undefined) {
    const [message, code] = isKnownHost(hostOf(url))
      ? ["curl: (22) The requested URL returned error: 404", 22]
      : [`curl: (6) Could not resolve host: ${hostOf(url)}`, 6];
    return failed(isShown ? message : "", code);
  }
  const output = lastValue(parsed, "o") ?? lastValue(parsed, "output");
  if (output === undefined || output === "-") return content.toString("latin1");
  io.files.write(io.path(output), content);
  return "";
};

/** wget(1), with the same network. */
export const wget: Program = (args, io) => {
  const parsed = parseOptions(
    args.flatMap((word) => (word === "-nv" ? ["--no-verbose"] : [word])),
    {
      short: "qO:cT:t:SN",
      long: [
        "quiet",
        "no-verbose",
        "output-document=",
        "tries=",
        "timeout=",
        "waitretry=",
        "continue",
        "show-progress",
        "progress=",
        "no-check-certificate",
        "https-only",
        "spider",
      ],
    },
  );
  const url = urlOf(parsed.rest);
  const isQuiet = parsed.flags.has("q") || parsed.flags.has("quiet");
  const content = contentAt(url);
  const now = "2026-11-22 00:00:00";
  if (content === undefined) {
    const [message, code] = isKnownHost(hostOf(url))
      ? [`${url}:\n${now} ERROR 404: Not Found.`, 8]
      : [`wget: unable to resolve host address ‘${hostOf(url)}’`, 4];
    return failed(isQuiet ? "" : message, code);
  }
  const named = lastValue(parsed, "O") ?? lastValue(parsed, "output-document");
  const target = named ?? url.slice(url.lastIndexOf("/") + 1);
  if (target === "-") return content.toString("latin1");
  io.files.write(io.path(target), content);
  const size = content.length;
  return {
    stderr: isQuiet ? "" : `${now} URL:${url} [${size}/${size}] -> "${target}" [1]\n`,
  };
};

function urlOf(words: readonly string[]): string {
  return words.find((word) => /^[a-z]+:\/\//.test(word)) ?? words.at(-1) ?? "";
}

function hostOf(url: string): string {
  return /^(?:[a-z]+:\/\/)?([^/:]+)/.exec(url)?.[1] ?? "";
}
