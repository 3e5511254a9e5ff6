/** The build of pve-manager that the node runs: `repoid` of GET /version, and the last part of pveversion(1)'s line. */
export const managerRepoId = "42db4a6cf33dac83";
