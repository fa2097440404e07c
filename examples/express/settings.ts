/** What an example is told by its environment. */
export interface Settings {
  /** The lab's origin: what `./lab up` prints. */
  origin: string
  /** The lab's authorization server, or one's own at its place. */
  issuer: string
  /** Where the program listens; the web server is told by `LAB_…_URL`. */
  port: number
}

/** Reads `LAB_ORIGIN` and `PORT`, and ends the program with a word if one is missing. */
export function readSettings(env = process.env): Settings {
  const { LAB_ORIGIN: origin, PORT = '4000' } = env
  if (origin === undefined || URL.parse(origin)?.origin !== origin) {
    process.stderr.write('LAB_ORIGIN is missing: the origin that ./lab up prints\n')
    process.exit(1)
  }
  return { origin, issuer: `${origin}/authserver/oauth2`, port: Number(PORT) }
}
