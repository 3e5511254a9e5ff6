/** The files that a repository has at a commit, by path; undefined where it has not that commit. */
export function commitAt(
  url: string,
  commit: string,
): Readonly<Record<string, string>> | undefined {
  const name = /^https:\/\/(?:github\.com|mirror\.phoenix\.internal)\/(.+?)(?:\.git)?$/.exec(
    url,
  )?.[1];
  return repositories[name ?? ""]?.[commit];
}

const repositories: Readonly<Record<string, Readonly<Record<string, Record<string, string>>>>> = {
  "Comfy-Org/ComfyUI": {
    "3086026401180c9216bcb6ace442a4e3587d2c66": {
      "main.py": "import comfyui_version\n",
      "comfyui_version.py": '__version__ = "0.19.3"\n',
      "nodes.py": "NODE_CLASS_MAPPINGS = {}\n",
    },
  },
};
