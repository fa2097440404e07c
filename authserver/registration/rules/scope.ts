import type { MetadataProblem } from '../metadata-problem.ts'

/** Every scope must be one that the server supports; `supported` is undefined where it takes any. */
export function scopeProblems(
  scope: string | undefined,
  supported: readonly string[] | undefined,
): MetadataProblem[] {
  if (scope === undefined) return []
  const names = scope.split(' ')
  if (!names.every((name) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(name))) {
    const message = 'is no list of scopes with single spaces between (RFC 6749 section 3.3)'
    return [
      { path: 'scope', value: scope, message, remedy: 'Send scopes such as openid my/scope.' },
    ]
  }
  if (supported === undefined) return []
  return names
    .filter((name) => !supported.includes(name))
    .map((name) => ({
      path: 'scope',
      value: name,
      message: 'is not supported',
      remedy: `This server has ${supported.join(' ')}.`,
    }))
}
