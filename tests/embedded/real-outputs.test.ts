import fs from "node:fs";
import path from "node:path";
import { World } from "../lifecycle/world";
import { realMachine } from "../real/real-node";
import { comparable, scenes, type Scene } from "../real/scenes";

const folder = path.join(__dirname, "../fixtures/real");

/** All that a node says, with each command before what it printed and its exit code. */
async function play({ ground, commands }: Scene): Promise<string> {
  const world = await World.open();
  try {
    if (ground !== undefined) await world.shell(ground);
    const said: string[] = [];
    for (const command of commands) {
      const { stdout, stderr, exitCode } = await world.node.exec(command);
      // Of a command that ends well the real machine's shell keeps only what it printed.
      const complaint = exitCode === 0 ? "" : `${stderr}exit ${exitCode}\n`;
      said.push(`$ ${command}\n${stdout}${complaint}`);
    }
    return comparable(said.join(""));
  } finally {
    await world.close();
  }
}

test.each(scenes.map((scene) => [scene.name, scene] as const))(
  "real programs said this of the scene %s, and the embedded host's say it",
  async (name, scene) => {
    const file = path.join(folder, `${name}.txt`);
    const said = await play(scene);
    if (realMachine() !== undefined && process.env["PHOENIX_RECORD"] !== undefined) {
      fs.writeFileSync(file, said);
    }
    expect(said).toBe(fs.readFileSync(file, "utf8"));
  },
);
