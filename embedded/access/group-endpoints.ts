import { failure, type ApiError } from "../api/api-error";
import type { Endpoint, Request } from "../api/endpoint";
import { required } from "../api/endpoint";
import { configIdFormat } from "../api/schema/formats";
import { optionalText, requiredText } from "../api/schema/property";

const idParameter = requiredText({ format: configIdFormat });
const groupParameters = { groupid: idParameter, comment: optionalText() };

function allocateGroup({ rights }: Request): void {
  rights.require("/access/groups", ["Group.Allocate"]);
}

const groups: Endpoint = {
  method: "GET",
  path: "/access/groups",
  parameters: {},
  handle: ({ node }) =>
    [...node.users().groups].map(([groupid, { users, comment }]) => ({
      groupid,
      ...(comment === "" ? {} : { comment }),
      users: users.join(","),
    })),
};

const createGroup: Endpoint = {
  method: "POST",
  path: "/access/groups",
  protected: true,
  parameters: groupParameters,
  authorize: allocateGroup,
  handle: ({ node, params }) => {
    const conf = node.users();
    const id = required(params, "groupid");
    if (conf.groups.has(id)) throw failure(`create group failed: group '${id}' already exists`);
    conf.groups.set(id, { users: [], comment: params.get("comment") ?? "" });
    node.saveUsers(conf);
    return null;
  },
};

const removeGroup: Endpoint = {
  method: "DELETE",
  path: "/access/groups/{groupid}",
  protected: true,
  parameters: { groupid: idParameter },
  authorize: allocateGroup,
  handle: ({ node, params }) => {
    const conf = node.users();
    const id = required(params, "groupid");
    if (!conf.groups.delete(id)) throw noGroup("delete", id);
    conf.acl = conf.acl.filter((each) => each.who !== `@${id}`);
    node.saveUsers(conf);
    return null;
  },
};

const changeGroup: Endpoint = {
  method: "PUT",
  path: "/access/groups/{groupid}",
  protected: true,
  parameters: groupParameters,
  authorize: allocateGroup,
  handle: ({ node, params }) => {
    const conf = node.users();
    const id = required(params, "groupid");
    const group = conf.groups.get(id);
    if (!group) throw noGroup("update", id);
    group.comment = params.get("comment") ?? group.comment;
    node.saveUsers(conf);
    return null;
  },
};

/** Groups of users. */
export const groupEndpoints: readonly Endpoint[] = [groups, createGroup, changeGroup, removeGroup];

function noGroup(verb: string, id: string): ApiError {
  return failure(`${verb} group failed: group '${id}' does not exist`);
}
