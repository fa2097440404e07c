import { errorCodes } from '@oauth-lab/explain/catalogue/error-codes.ts'
import { connectionChecks } from '@oauth-lab/kit/http/plain-connection.ts'
import { roleNames } from '@oauth-lab/kit/pages/marks.ts'
import type { Page } from '@oauth-lab/kit/pages/page.ts'
import { createPages } from '@oauth-lab/kit/pages/pages.ts'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Advice } from '@oauth-lab/explain/checks/advice.ts'
import type { Checks } from './checks.ts'

type Check = Checks extends ReadonlyMap<string, infer One> ? One : never

/** The pages that say what checks want. */
export function createExplainedPages() {
  const pages = createPages(new URL('control/explained/', projectFolder))
  const frame = (sandbox: Sandbox, title: string, main = 'desk'): Page => ({
    title,
    sandbox,
    role: 'lab',
    path: '/explained',
    navigation: 'start',
    main,
    foot: { left: 'Every decision of the lab is a named check.' },
  })
  return {
    one: (sandbox: Sandbox, id: string, check: Check, advice: Advice | undefined) =>
      pages.render('one', {
        page: frame(sandbox, id),
        id,
        check,
        advice,
        roleName: isOfConnection(id) ? 'every role' : roleNames[check.role],
        isOfConnection: isOfConnection(id),
        means: Object.hasOwn(errorCodes, check.error)
          ? errorCodes[check.error as keyof typeof errorCodes].means
          : undefined,
        waive: JSON.stringify({ waive: [id], role: check.role }),
      }),
    all: (sandbox: Sandbox, checks: Checks) =>
      pages.render('all', {
        page: frame(sandbox, 'Checks', 'desk wide'),
        groups: groupsOf(checks),
      }),
    unknown: (sandbox: Sandbox, id: string, near: string | undefined) =>
      pages.render('unknown', { page: frame(sandbox, 'No such check'), id, near }),
  }
}

/** Nobody decides that in an exchange: the lab is with TLS or without. */
function isOfConnection(id: string): boolean {
  return Object.hasOwn(connectionChecks, id)
}

/** By role and by what stands before the dot. */
function groupsOf(checks: Checks) {
  const groups = new Map<string, { id: string; held: string }[]>()
  for (const [id, { role, held }] of checks) {
    const heading = isOfConnection(id) ? 'Every role' : roleNames[role]
    groups.set(heading, [...(groups.get(heading) ?? []), { id, held }])
  }
  return [...groups].map(([heading, rows]) => ({ heading, rows }))
}
