import { sambaCandidateScript, sambaIncludeScript } from "../../host/scripts";
import { sambaFile } from "../../host/samba";
import type { Shell } from "../../host/ssh";
import { writeFile } from "../../host/write-file";
import { parameterOf } from "../../config/samba/parameters";

interface Declared {
  readonly global: Readonly<Record<string, string>>;
  readonly shares: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface Server {
  /** Whether something of [global] changes, which nmbd reads when it starts. */
  readonly isServerChanged: boolean;
  readonly isRunning: boolean;
  /** Shares that our file has no more. */
  readonly gone: readonly string[];
}

/**
 * Writes our file once testparm has nothing to say against it, has smb.conf include it, and tells the server where it
 * runs.
 */
export async function publish(shell: Shell, spec: Declared, server: Server): Promise<void> {
  const content = formatFile(spec);
  await tryOut(shell, spec, content);
  await writeFile(shell, {
    ...{ path: sambaFile, content, owner: "root", group: "root", mode: "0644" },
  });
  await include(shell, "include");
  await reload(shell, server);
}

/** Takes our line out of smb.conf and then the file away: without the file, a line would be a mistake. */
export async function withdraw(shell: Shell, server: Server): Promise<void> {
  await include(shell, "leave");
  await shell.run(["rm", "-f", sambaFile]);
  await reload(shell, server);
}

async function include(shell: Shell, how: "include" | "leave"): Promise<void> {
  await shell.run(["bash", "-c", sambaIncludeScript(), "samba-include", how]);
}

/** Those who are connected are told as well, which a signal to the first process would not do. */
async function reload(shell: Shell, server: Server): Promise<void> {
  const { isServerChanged, isRunning, gone } = server;
  if (isRunning) await shell.run(["smbcontrol", "smbd", "reload-config"]);
  if (isServerChanged) await shell.run(["systemctl", "try-restart", "nmbd.service"]);
  if (isRunning) await disconnect(shell, gone);
}

/** smbd goes on serving a share that is gone to those who are connected to it (smbcontrol(1), close-share). */
async function disconnect(shell: Shell, shares: readonly string[]): Promise<void> {
  for (const share of shares) await shell.run(["smbcontrol", "smbd", "close-share", share]);
}

/**
 * testparm ends with 0 although a parameter is not known, or stands where it means nothing; only its messages tell.
 * What it says of the administrator's own lines is none of our business.
 */
async function tryOut(shell: Shell, spec: Declared, content: string): Promise<void> {
  const argv = ["bash", "-c", sambaCandidateScript(), "samba-candidate"];
  const said = await shell.run(argv, { stdin: content, reads: true });
  const [before = ""] = said.split("# Global parameters\n", 1);
  const [exit = "", ...messages] = before.trim().split("\n");
  const ours = new Set(
    [spec.global, ...Object.values(spec.shares)].flatMap((each) => Object.keys(each)),
  );
  const objections = messages.filter((line) => {
    const about = subjectOf(line);
    return about !== undefined && (ours.has(about) || ours.has(parameterOf(about).name));
  });
  if (exit === "0" && objections.length === 0) return;
  const reasons = exit === "0" ? objections : messages.filter((line) => line !== "");
  throw new Error(
    `samba: testparm refuses what is declared, and nothing was changed:\n${reasons.join("\n")}`,
  );
}

/** The parameter that testparm has something against. */
function subjectOf(line: string): string | undefined {
  for (const complaint of complaints) {
    const found = complaint.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

const complaints = [
  /^Unknown parameter encountered: "(.*)"$/,
  /^Global parameter (.*) found in service section!$/,
  /^WARNING: Ignoring invalid (?:list )?value .* for parameter '(.*)'$/,
];

/** The empty section at the end keeps lines that somebody adds to smb.conf from being those of our last share. */
function formatFile({ global, shares }: Declared): string {
  const sections = [
    ["global", global] as const,
    ...Object.entries(shares).sort(([a], [b]) => (a < b ? -1 : 1)),
    ["global", {}] as const,
  ];
  const text = sections.map(([name, parameters]) => {
    const lines = Object.entries(parameters).map(([key, value]) => `   ${key} = ${value}\n`);
    return `[${name}]\n${lines.join("")}`;
  });
  return `# Written by Phoenix: samba. What is changed here by hand is overwritten.\n${text.join("\n")}`;
}
