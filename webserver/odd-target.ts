const odd = [
  '//',
  // Backslash and fragment.
  String.raw`[\x5c#]`,
  '%2f|%5c',
  // What is not written in ASCII, control characters, and what is no percent-encoding at all.
  String.raw`[\x80-\xff]`,
  '%[01][0-9a-f]|%7f|%(?![0-9a-f][0-9a-f])',
  String.raw`/(?:\.|%2e)(?:\.|%2e)?(?:[/? ]|$)`,
].join('|')

/**
 * Request targets that are answered 400: those that are no path, and paths with odd parts. Odd are
 * dot segments, `//`, backslashes, encoded slashes and control characters. Whoever decodes or joins
 * them in another way than the next one sees another resource. The pattern is for JavaScript and
 * for PCRE, from the target's first character and without regard to case.
 */
export const oddTarget = `(?:(?!/)|[^? ]*(?:${odd}))`
