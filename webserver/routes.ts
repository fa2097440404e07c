import { transferLimit } from '@oauth-lab/kit/admin/transfer-limit.ts'
import { snapshotLimit } from '@oauth-lab/kit/snapshot/snapshot-limit.ts'

/** The roles that answer behind the web server. */
export const roles = ['authserver', 'resserver', 'client', 'control'] as const
export type RoleName = (typeof roles)[number]

/** One row of the web server: a path below a sandbox's base, and who answers there. */
export type Route = { path: string; exact?: boolean } & (
  | {
      role: RoleName
      /** What it reads of a body where that is more than usual, bytes. */
      bodyLimit?: number
    }
  | {
      /** Folder of static files, relative to the project. */
      folder: string
      /** Whether each path but those below `assets/` is a page of one application, its `index.html`. */
      pages?: boolean
    }
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
  snapshotRoute('control', '/control/api/snapshot'),
  snapshotRoute('authserver', '/authserver/admin/api/snapshot'),
  snapshotRoute('resserver', '/resserver/admin/api/snapshot'),
  snapshotRoute('client', '/client/admin/api/snapshot'),
  importRoute('control', '/control/api/import'),
  importRoute('authserver', '/authserver/admin/api/import'),
  importRoute('client', '/client/admin/api/import'),
  importRoute('resserver', '/resserver/admin/api/import'),
  { path: '/explained/', role: 'control' },
  { path: '/spa/config.json', exact: true, role: 'control' },
  { path: '/spa/', folder: 'client/spa/dist' },
  { path: '/console/', folder: 'console/dist', pages: true },
  { path: '/assets/', folder: 'kit/design' },
]

/** The paths below a sandbox's base at which files are served. */
export const staticPaths = routes.flatMap((route) => ('folder' in route ? route.path : []))

/** The rows, the longest path first: the first that fits is the one. */
export const longestFirst = routes.toSorted((a, b) => b.path.length - a.path.length)

const sandbox = '(?:/~[^/]*)?'

/**
 * The paths that a row answers for, the default sandbox's and every other's. Patterns fit a decoded
 * path, and mean the same in JavaScript and in PCRE.
 */
export function patternOf({ path, exact }: Route): string {
  if (path === '/') return `^${sandbox}/?$`
  return `^${sandbox}${literal(path)}${exact ? '$' : ''}`
}

/**
 * The paths of a row that name a sandbox. In well-known addresses it comes after the well-known
 * part (RFC 8414 §3.1, RFC 9728 §3.1).
 */
export function sandboxPatternOf({ path, exact }: Route): string {
  const first = `/~[^/]*${path === '/' ? '/?$' : literal(path)}${exact ? '$' : ''}`
  return path.startsWith('/.well-known/') ? `^(?:${first}|${literal(path)}~)` : `^${first}`
}

const folders = routes.flatMap(({ path, exact }) => (exact ? [] : literal(path.slice(1, -1))))

/** Folders that are asked for without their slash. */
export const slashlessPattern = `^${sandbox}/(?:${folders.join('|')})$`

/** A snapshot of a sandbox is larger than what the protocols send. */
function snapshotRoute(role: RoleName, path: string): Route {
  return { path, exact: true, role, bodyLimit: snapshotLimit }
}

/** So may a file be that is imported. */
function importRoute(role: RoleName, path: string): Route {
  return { path, exact: true, role, bodyLimit: transferLimit }
}

function literal(path: string): string {
  return path.replaceAll('.', String.raw`\.`)
}
