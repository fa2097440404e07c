import { refuseUnknown } from '@oauth-lab/kit/admin/admin-error.ts'
import { hintFor } from '@oauth-lab/kit/nearest.ts'
import type { Lesson } from '../engine/lesson.ts'
import { attacks } from './attacks/lesson.ts'
import { clientCredentials } from './client-credentials/lesson.ts'
import { delegation } from './delegation/lesson.ts'
import { openidConnect } from './openid-connect/lesson.ts'
import { refresh } from './refresh/lesson.ts'
import { roles } from './roles/lesson.ts'
import { scopes } from './scopes/lesson.ts'
import { spa } from './spa/lesson.ts'
import { tokens } from './tokens/lesson.ts'
import { trust } from './trust/lesson.ts'
import { webPage } from './web-page/lesson.ts'

/** The lessons, in their order. */
export const course: readonly Lesson[] = [
  roles,
  clientCredentials,
  webPage,
  spa,
  scopes,
  tokens,
  openidConnect,
  refresh,
  delegation,
  trust,
  attacks,
]

/** The lesson of that name. @throws AdminError 404 */
export function lessonNamed(name: string): Lesson {
  const found = course.find((lesson) => lesson.name === name)
  if (found !== undefined) return found
  const names = course.map((lesson) => lesson.name)
  return refuseUnknown(`There is no lesson ${JSON.stringify(name)}; ${hintFor(name, names)}`)
}
