import { readFileSync } from 'node:fs'
import { parseTree, printParseErrorCode } from 'jsonc-parser'
import type { ParseError } from 'jsonc-parser'
import { fileProblem } from '@oauth-lab/kit/file-problem.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { placeIn } from './place-in-text.ts'

/**
 * Reads the file of `--config`; the authorization server judges what it says.
 * @throws ConfigurationError when there is no such file, or it is not JSON
 */
export function readConfiguration(path: string): unknown {
  const refuse = (where: string, message: string) =>
    new ConfigurationError('The configuration cannot be used.', [{ path: where, message }])
  let text: string
  try {
    text = readText(path)
  } catch (error) {
    throw refuse(path, fileProblem(error))
  }
  const errors: ParseError[] = []
  parseTree(text, errors, { disallowComments: true })
  const [error] = errors
  if (error === undefined) return JSON.parse(text)
  const { line, column, marked } = placeIn(text, error.offset)
  const code = printParseErrorCode(error.error)
  const told = [`this is not JSON: ${words[code] ?? code}`, ...marked].join('\n    ')
  throw refuse(`${path}:${line}:${column}`, told)
}

const words: Record<string, string> = {
  InvalidSymbol: 'this is no value; texts stand in double quotes',
  InvalidNumberFormat: 'this is no number',
  PropertyNameExpected: 'a name in double quotes is missing here',
  ValueExpected: 'a value is missing here',
  ColonExpected: 'a colon is missing here',
  CommaExpected: 'a comma is missing here',
  CloseBraceExpected: 'a closing brace is missing here',
  CloseBracketExpected: 'a closing bracket is missing here',
  EndOfFileExpected: 'nothing may follow here',
  InvalidCommentToken: 'it has no comments',
  UnexpectedEndOfString: 'the quotes stay open',
  InvalidCharacter: 'this character has to be written as an escape',
  InvalidEscapeCharacter: 'there is no such escape',
  InvalidUnicode: 'this is no escape of a character',
}

/** Its text; editors write a byte order mark that nobody meant. */
export function readText(path: string): string {
  return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
}
