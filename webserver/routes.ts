/** The roles that answer behind the front door. */
export const roles = ['authserver', 'resserver', 'client', 'control'] as const
export type RoleName = (typeof roles)[number]

/** One row of the front door: a path below a sandbox's base, and who answers there. */
export type Route = { path: string; exact?: boolean } & (
  | { role: RoleName }
  | { /** Folder of static files, relative to the project. */ folder: string }
)

/**
 * The one route table: `gateway.ts` is driven by it, and nginx's configuration is made from it.
 * The longest path that fits wins; prefixes are not stripped.
 */
export const routes: readonly Route[] = [
  { path: '/', exact: true, role: 'control' },
  { path: '/authserver/', role: 'authserver' },
  { path: '/.well-known/oauth-authorization-server/', role: 'authserver' },
  { path: '/resserver/', role: 'resserver' },
  { path: '/.well-known/oauth-protected-resource/', role: 'resserver' },
  { path: '/client/', role: 'client' },
  { path: '/control/', role: 'control' },
  { path: '/spa/config.json', exact: true, role: 'control' },
  { path: '/spa/', folder: 'client/spa/dist' },
  { path: '/assets/', folder: 'kit/design' },
]

/** The paths below a sandbox's base at which files are served. */
export const staticPaths = routes.flatMap((route) => ('folder' in route ? route.path : []))

/** The row for a path below a sandbox's base. */
export function findRoute(path: string): Route | undefined {
  let best: Route | undefined
  for (const route of routes) {
    const fits = route.exact ? path === route.path : path.startsWith(route.path)
    if (fits && route.path.length > (best?.path.length ?? 0)) best = route
  }
  return best
}
