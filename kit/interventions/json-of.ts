/** What an answer's payload says as JSON; undefined where it is no JSON. */
export function jsonOf(payload: unknown): unknown {
  if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return undefined
  try {
    return JSON.parse(String(payload))
  } catch {
    return undefined
  }
}
