import { nfsExportsSpec } from "../../components/node/nfs-exports";

test("without exports nothing of NFS is declared", () => {
  expect(nfsExportsSpec([])).toBeUndefined();
  expect(nfsExportsSpec([{ path: "/srv" }])).toBeUndefined();
});

test("each client of a folder has its options, also where the folder stands twice", () => {
  const spec = nfsExportsSpec([
    { path: "/srv/a/", clients: ["10.0.0.0/24"], options: ["rw", ""], owner: "nobody:nogroup" },
    { path: "/srv//a", clients: ["*"], mode: "0755" },
    { path: "/srv/b", clients: ["nas"], owner: "backup" },
  ]);
  expect(spec?.exports).toEqual({
    "/srv/a": { "10.0.0.0/24": ["rw"], "*": [] },
    "/srv/b": { nas: [] },
  });
  expect(spec?.exported).toEqual(spec?.exports);
  expect(spec?.directories).toEqual({
    "/srv/a": { owner: "nobody:nogroup", mode: "0755" },
    "/srv/b": { owner: "backup:backup" },
  });
});
