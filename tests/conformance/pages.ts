/** A page on which a module wants a picture to be taken: the words that stand there are matched instead. */
export interface Picture {
  /**
   * `answer` and `logout-answer`: what a request is answered with, on which nothing is clicked; `second-answer`: that of
   * the second one; `sign-in`: the sign-in page on the way; `logged-out`: the end of a log-out.
   */
  on: 'answer' | 'second-answer' | 'sign-in' | 'logged-out' | 'logout-answer'
  /** A regular expression. */
  words: string
}

/**
 * What the suite's browser does otherwise at a module: it looks at a page, the user cancels, or the first
 * page is left as it is, and the request sent again.
 */
export type Otherwise = Picture | 'cancel' | 'again'

/** How the suite's browser walks one page: what it clicks and types, by the suite's own commands. */
interface Task {
  task: string
  match: string
  optional?: true
  commands: readonly (readonly (string | number)[])[]
}

/** What it does with an address that it is sent to. */
export interface Walk {
  match: string
  /** How often; always unless told. */
  'match-limit'?: number
  tasks: readonly Task[]
}

/**
 * The `browser` list of a plan: how the suite walks the lab's pages as the user `developer`.
 * @param otherwise at a module that wants something else
 */
export function browserOf(origin: string, otherwise?: Otherwise): Walk[] {
  const picture = typeof otherwise === 'object' ? otherwise : undefined
  const issuer = `${origin}/authserver/oauth2`
  const pages = `${origin}/authserver/interaction*`
  const seen = (on: Picture['on'], optional = '') =>
    picture?.on === on
      ? [['wait', 'xpath', '//*', 10, picture.words, `update-image-placeholder${optional}`]]
      : []
  const atClient: Task = {
    task: 'Back at the client',
    match: '*/test/*/callback*',
    commands: [['wait', 'id', 'submission_complete', 10]],
  }
  const signIn: Task = {
    task: 'Sign in',
    match: pages,
    optional: true,
    commands: [
      ...seen('sign-in', '-optional'),
      ...(otherwise === 'cancel'
        ? [['click', 'name', 'cancel']]
        : [
            ['text', 'name', 'login', 'developer', 'optional'],
            ['text', 'name', 'password', 'test', 'optional'],
            ['click', 'class', 'login-submit', 'optional'],
          ]),
    ],
  }
  const allow: Task = {
    task: 'Allow',
    match: pages,
    optional: true,
    commands: [
      // What a user has to tick, such as offline_access.
      ['click', 'css', 'input[type=checkbox]:not([checked])', 'optional'],
      ['click', 'css', 'button[value=allow]', 'optional'],
    ],
  }
  // By form post the answer is a page, whose script the suite's browser does not run. So is a refusal before a sign-in.
  const goOn: Task = {
    task: 'Go on',
    match: `${origin}/authserver/*`,
    optional: true,
    commands: [['click', 'css', '#form-post button, a#way-on, #way-on button', 'optional']],
  }
  const logOut: Task = {
    task: 'Log out',
    match: `${issuer}/logout*`,
    optional: true,
    commands: [...seen('logout-answer'), ['click', 'css', 'button[value=yes]', 'optional']],
  }
  const loggedOut: Task =
    picture?.on === 'logged-out'
      ? { task: 'Logged out', match: '*', commands: seen('logged-out') }
      : { task: 'Back at the client', match: '*/test/*/post*', commands: [] }
  const request = `${issuer}/authorize*`
  const usual = { match: request, tasks: [signIn, allow, goOn, atClient] }
  const looked = { task: 'Answer', match: '*' }
  const ways: Walk[] =
    picture?.on === 'answer'
      ? [{ match: request, tasks: [{ ...looked, commands: seen('answer') }] }]
      : picture?.on === 'second-answer'
        ? [
            { ...usual, 'match-limit': 1 },
            { match: request, tasks: [{ ...looked, commands: seen('second-answer') }] },
          ]
        : [
            ...(otherwise === 'again' ? [{ match: request, 'match-limit': 1, tasks: [] }] : []),
            usual,
          ]
  return [
    ...ways,
    {
      match: `${issuer}/logout*`,
      tasks: picture?.on === 'logout-answer' ? [logOut] : [logOut, loggedOut],
    },
  ]
}
