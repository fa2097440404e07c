import { notFoundPage } from '../not-found.ts'
import { bodyOf, ownAnswers, elsewhere, misdirected, withoutSandboxes } from '../refusals.ts'
import type { OwnAnswer } from '../refusals.ts'
import { roles } from '../routes.ts'
import { unreachableAnswer, unreachablePage } from '../unreachable.ts'
import type { Upstreams } from '../upstreams.ts'

/** nginx's own statuses, and the answer to each: the file, and the status that the peer sees. */
const answers: readonly (readonly [from: number, answer: OwnAnswer])[] = [
  [405, ownAnswers.notAllowed],
  [413, ownAnswers.tooLarge],
  [414, ownAnswers.longTarget],
  [416, ownAnswers.range],
  [494, ownAnswers.largeHeaders],
  [500, ownAnswers.failed],
  [501, ownAnswers.notImplemented],
  [503, ownAnswers.failed],
  [505, ownAnswers.version],
]

/** The directives that lead from nginx's errors to the files. */
export function errorPages(origin: string): string {
  const lines = [
    'error_page 400 /-errors/$bad_request.json;',
    ...answers.map(([from, { status }]) => {
      return `error_page ${from}${from === status ? '' : ` =${status}`} /-errors/${status}.json;`
    }),
    // A certificate of a client that is refused before anybody looks at whose it is.
    'error_page 495 =400 /-errors/bad-certificate.json;',
    'error_page 403 =404 /-errors/404.$wanted;',
    'error_page 404 /-errors/404.$wanted;',
    'error_page 421 /-errors/421.json;',
    // Plain HTTP at the port of HTTPS.
    `error_page 497 =308 ${origin}$request_uri;`,
    'error_page 502 504 /-errors/$status-$role.$wanted;',
  ]
  return lines.map((line) => `\n${line}`).join('')
}

/** The bodies of the web server's own answers. */
export function errorFiles(
  origin: string,
  upstreams: Upstreams,
  issuer: string | undefined,
): Record<string, string> {
  const files: Record<string, string> = {
    'errors/bad-request.json': bodyOf(ownAnswers.badRequest),
    'errors/bad-path.json': bodyOf(ownAnswers.badPath),
    'errors/bad-certificate.json': bodyOf(ownAnswers.badCertificate),
    'errors/404.json': bodyOf(ownAnswers.notFound),
    'errors/404.html': notFoundPage(origin),
    'errors/421.json': bodyOf(misdirected(origin)),
    ...(issuer !== undefined && { 'errors/elsewhere.json': bodyOf(elsewhere(issuer)) }),
  }
  for (const [, answer] of answers) files[`errors/${answer.status}.json`] = bodyOf(answer)
  for (const role of roles) {
    const { external } = upstreams[role]
    if (external) {
      files[`errors/no-sandboxes-${role}.json`] = bodyOf(withoutSandboxes(role))
      continue
    }
    for (const status of [502, 504] as const) {
      const what = { status, role, origin, runs: 'containers' } as const
      files[`errors/${status}-${role}.json`] = bodyOf(unreachableAnswer(what))
      files[`errors/${status}-${role}.html`] = unreachablePage(what)
    }
  }
  return files
}
