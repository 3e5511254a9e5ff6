import { version } from "@pulumi/command/package.json";

/** The version of the plugin that this stands in for. */
export const pluginVersion = version;

/** What a person does who needs more than the stand-in. */
export const installHint = `Install the real plugin: pulumi plugin install resource command ${version} --reinstall`;
