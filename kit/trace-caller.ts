/** Which role called, and during which exchange: what the lab's own calls say of themselves. */
export function readCaller(
  traceparent: string | undefined,
  tracestate: string | undefined,
): { span: string; role: string; exchange: string } | undefined {
  const span = /^00-[0-9a-f]{32}-([0-9a-f]{16})-/.exec(traceparent ?? '')?.[1]
  const own = tracestate?.split(',').find(isOwn)
  const [, role, exchange] = /=([a-z]+)\.([\w-]+)$/.exec(own?.trim() ?? '') ?? []
  return span && role && exchange ? { span, role, exchange } : undefined
}

/** The lab's member of `tracestate`. */
export const member = 'oauth-lab'

export function isOwn(part: string): boolean {
  return part.trim().startsWith(`${member}=`)
}
