/** Bytes of a request that imports a file. */
export const transferLimit = 16 * 1024 * 1024
