/**
 * The name of a cookie of the lab's. It carries the origin's port: browsers send a host's cookies
 * to every port of it (RFC 6265 §8.5). Two labs on `localhost` would overwrite each other's.
 */
export function cookieName(name: string, { origin }: { origin: string }): string {
  return `__Secure-${name}-${new URL(origin).port || '443'}`
}
