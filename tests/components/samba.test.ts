import { sambaSpec } from "../../components/node/samba";

const both = { "smbd.service": "active", "nmbd.service": "active" };

test.each([
  [{}, both],
  [{ "disable netbios": "No" }, both],
  [{ "disable netbios": "true" }, { "smbd.service": "active" }],
])("with %j these services run", (global, active) => {
  const spec = sambaSpec({ global, shares: [], users: [] });
  expect(spec.active).toEqual(active);
  expect(Object.keys(spec.enabled)).toEqual(Object.keys(active));
});
