/** What a peer is told when the store has no room left: 507 (RFC 4918 §11.5). */
export const noRoom = {
  status: 507,
  error: 'temporarily_unavailable',
  description:
    'There is no room left where the lab keeps its data, so nothing was stored. Free some space and ask again.',
} as const

/** SQLite's result codes: the disk is full; no room for the index of its log (`SQLITE_IOERR_SHMSIZE`). */
const codes = new Set([13, 4874])

/** Whether an error, or its cause, says that the disk is full. */
export function isNoRoom(error: unknown): boolean {
  if (error instanceof Error && error.cause !== undefined && isNoRoom(error.cause)) return true
  const { code, errcode } = error as NodeJS.ErrnoException & { errcode?: number }
  return code === 'ENOSPC' || (errcode !== undefined && codes.has(errcode))
}
