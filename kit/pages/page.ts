import type { Sandbox } from '../sandbox.ts'
import type { Content } from './html.ts'
import type { Role } from './marks.ts'

/** The lab's pages that the navigation of a plate leads to. */
export type NavigationItem = 'start' | 'web' | 'machine' | 'spa' | 'console'

/** What stands around a page's own content. */
export interface Page {
  /** The window's title, most particular part first; `OAuth Lab` is added. */
  title: string
  sandbox: Pick<Sandbox, 'base' | 'prefix' | 'origin'>
  /** Who speaks: hue, shape and name of the plate. */
  role: Role
  /** The speaker's name where it is not the role's. */
  speaker?: string
  /** Path below the base that the plate shows, for example `/authserver`. */
  path?: string
  /** The current item; the plate has no navigation without it, as on sign-in pages. */
  navigation?: NavigationItem
  /** Class of `main`: `page`, `desk` or `desk wide`. */
  main: string
  foot: { left: Content; right?: Content }
  /** Style sheets of `/assets/` besides tokens.css and lab.css. */
  sheets?: readonly string[]
  /** Scripts of `/assets/` that the page needs; every page works without them. */
  scripts?: readonly string[]
}

/** The navigation of a sandbox's pages. */
export function navigationOf({ navigation, sandbox: { prefix } }: Page) {
  const items: readonly [NavigationItem, string, string][] = [
    ['start', 'Start', '/'],
    ['web', 'Web page', '/client/application/'],
    ['machine', 'Machine', '/client/application/machine'],
    ['spa', 'Single page', '/spa/'],
    ['console', 'Console', '/console/'],
  ]
  return items.map(([item, text, path]) => ({
    text,
    href: prefix + path,
    current: item === navigation,
  }))
}

/** The address on the plate: host and path, without scheme. */
export function plateAddress({ sandbox, path = '' }: Page): string {
  return sandbox.base.replace(/^https?:\/\//, '') + path
}
