/** The largest snapshot that a lab reads, bytes: a role in a container has 256 MiB for all it does. */
export const snapshotLimit = 16 * 1024 * 1024
