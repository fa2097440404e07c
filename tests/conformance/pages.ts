/** A page on which a module wants a picture to be taken: the words that stand there are matched instead. */
export interface Picture {
  /**
   * `answer` and `logout-answer`: what a request is answered with, on which nothing is clicked; `sign-in`: the sign-in
   * page on the way; `logged-out`: the end of a log-out.
   */
  on: 'answer' | 'sign-in' | 'logged-out' | 'logout-answer'
  /** A regular expression. */
  words: string
}

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
  tasks: readonly Task[]
}

/**
 * The `browser` list of a plan: how the suite walks the lab's pages as the user `developer`.
 * @param picture of a module that wants one
 */
export function browserOf(origin: string, picture?: Picture): Walk[] {
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
      ['text', 'name', 'login', 'developer', 'optional'],
      ['text', 'name', 'password', 'test', 'optional'],
      ['click', 'class', 'login-submit', 'optional'],
    ],
  }
  const allow: Task = {
    task: 'Allow',
    match: pages,
    optional: true,
    commands: [['click', 'css', 'button[value=allow]', 'optional']],
  }
  // By form post the answer is a page: the suite's browser does not run its script.
  const goOn: Task = {
    task: 'Go on',
    match: `${origin}/authserver/*`,
    optional: true,
    commands: [['click', 'css', '#form-post button', 'optional']],
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
  return [
    {
      match: `${issuer}/authorize*`,
      tasks:
        picture?.on === 'answer'
          ? [{ task: 'Answer', match: '*', commands: seen('answer') }]
          : [signIn, allow, goOn, atClient],
    },
    {
      match: `${issuer}/logout*`,
      tasks: picture?.on === 'logout-answer' ? [logOut] : [logOut, loggedOut],
    },
  ]
}
