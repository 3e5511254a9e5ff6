import { directorySpecs } from "../../components/node/directory";

test("each folder is declared once, parents first, with the permissions that any place gives it", () => {
  const folder = (path: string, mode?: string) => ({
    ...{ path, owner: "0:0" },
    ...(mode !== undefined && { mode }),
  });
  expect(
    directorySpecs([
      folder("/a/b/c"),
      folder("/a/b", "0770"),
      folder("/a/b"),
      folder("/a"),
      folder("/a", "0755"),
    ]),
  ).toEqual([folder("/a", "0755"), folder("/a/b", "0770"), folder("/a/b/c")]);
});
