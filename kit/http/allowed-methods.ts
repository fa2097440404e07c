import findMyWay from 'find-my-way'
import type { HTTPMethod } from 'find-my-way'

/** A method and the path pattern at which it is served. */
interface Served {
  method: string
  url: string
}

/**
 * Tells which methods are served at a path, `OPTIONS` included, for `Allow` (RFC 9110 §10.2.1). An
 * unknown path has none. What is served is read at the first question, when all routes are there.
 */
export function createAllowedMethods(served: readonly Served[]): (path: string) => string[] {
  let table: { router: findMyWay.Instance<findMyWay.HTTPVersion.V1>; methods: HTTPMethod[] }
  const open = () => {
    const router = findMyWay({ maxParamLength: 512 })
    for (const { method, url } of served) router.on(method as HTTPMethod, url, () => undefined)
    return { router, methods: [...new Set(served.map(({ method }) => method as HTTPMethod))] }
  }
  return (path) => {
    table ??= open()
    const methods = table.methods.filter((method) => table.router.find(method, path) !== null)
    return methods.length === 0 ? [] : [...methods, 'OPTIONS'].sort()
  }
}
