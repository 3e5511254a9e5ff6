import { appliances } from "../../embedded/templates/appliances";
import { templateTree } from "../../embedded/interior/template-tree";
import { Lab } from "./lab";

test("the node's root is a dataset, on a partition that is a block device", async () => {
  const { host } = await Lab.open();
  const { stdout } = await host.exec("cat /proc/mounts; stat -c '%F %t:%T' /dev/sda3");
  expect(stdout).toMatch(/^rpool\/ROOT\/pve-1 \/ zfs rw,/m);
  expect(stdout).toMatch(/\nblock special file 8:3\n$/);
});

test("pveversion and the API name the same build", async () => {
  const lab = await Lab.open();
  const { version, repoid } = (await lab.ask("GET", "/version")).data as Record<string, string>;
  const { stdout } = await lab.host.exec("pveversion");
  expect(stdout.split(" ")[0]).toBe(`pve-manager/${version}/${repoid}`);
});

test("every template that is offered can be unpacked", () => {
  expect(appliances.filter(({ template }) => templateTree(template) === undefined)).toEqual([]);
});
