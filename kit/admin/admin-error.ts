/** A bad request to an admin API that has no document with problems. */
export class AdminError extends Error {
  readonly status: number
  readonly code: string
  /** Of what is there now, where the request was for something else. */
  readonly etag: string | undefined

  constructor(status: number, code: string, message: string, etag?: string) {
    super(message)
    this.status = status
    this.code = code
    this.etag = etag
  }
}

/** Refuses a request about something that is not there. */
export function refuseUnknown(description: string): never {
  throw new AdminError(404, 'not_found', description)
}
