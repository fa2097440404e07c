/** The headers of a change that is made only if its document is still what had this ETag (RFC 9110 §13.1.1). */
export function ifMatch(etag: string | undefined): { 'if-match'?: string } {
  return etag === undefined ? {} : { 'if-match': etag }
}

/** The headers of a document that is made only where there is none. */
export const ifNone = { 'if-none-match': '*' } as const
