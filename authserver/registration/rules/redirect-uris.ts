import { redirectUriProblem } from '../../clients/redirect-uri-problem.ts'
import type { RedirectUriRules } from '../../clients/redirect-uri-problem.ts'
import type { MetadataProblem } from '../metadata-problem.ts'

/** Every URI of the lists to which a browser may be sent: `redirect_uris` and those after log-out. */
export function redirectUriProblems(
  document: Record<string, unknown>,
  rules: RedirectUriRules,
): MetadataProblem[] {
  return ['redirect_uris', 'post_logout_redirect_uris'].flatMap((member) => {
    const uris = document[member]
    if (!Array.isArray(uris)) return []
    return uris.flatMap((uri: unknown, place) => {
      const problem = typeof uri === 'string' ? redirectUriProblem(uri, rules) : undefined
      return problem === undefined ? [] : [{ path: `${member}.${place}`, value: uri, ...problem }]
    })
  })
}
