import { isMap, isScalar, isSeq, parseDocument } from 'yaml'
import type { Document, Node, Pair } from 'yaml'
import type { Problem } from '../problems.ts'
import { unknownMember } from '../read-by.ts'
import { placeIn } from './place-in-text.ts'

/** A problem with its place in a text, from 1 on. */
export interface LocatedProblem extends Problem {
  line: number
  column: number
}

/** A text of YAML, and so of JSON: what it says, or every place where it is neither. */
export interface YamlText {
  value: unknown
  problems: LocatedProblem[]
  /**
   * Gives a problem the place of the member that its path names, or of as much of the way as is there.
   * @param isSecret whether the value of a member with this name is not told
   */
  locate(problem: Problem, isSecret: (name: string) => boolean): LocatedProblem
}

/** How many values aliases may stand for: a small text must not become a large one. */
const aliases = 100

/** Reads one document of YAML 1.2. */
export function readYaml(given: string): YamlText {
  // Editors write a byte order mark that nobody meant.
  const text = given.replace(/^\uFEFF/, '')
  const document = parseDocument(text, { prettyErrors: false, stringKeys: true })
  const problems = [...document.errors, ...document.warnings].map(({ message, pos: [offset] }) => {
    const { line, column, marked } = placeIn(text, offset)
    const told = [`this is not YAML: ${message}`, ...marked].join('\n    ')
    return { path: '(document)', message: told, line, column }
  })
  let value: unknown
  try {
    if (problems.length === 0) value = document.toJS({ maxAliasCount: aliases })
  } catch (error) {
    const message = `this is not YAML: ${(error as Error).message}`
    problems.push({ path: '(document)', message, line: 1, column: 1 })
  }
  return {
    value,
    problems,
    locate(problem, isSecret) {
      const parts = problem.path === '(document)' ? [] : problem.path.split('.')
      const { offset, value: found } = memberAt(document, parts)
      const { line, column } = placeIn(text, offset)
      const isHidden = parts.some(isSecret) || mayBeSecret(problem, isSecret)
      const shown = isHidden ? undefined : found
      return { ...problem, line, column, ...(shown !== undefined && { value: shown }) }
    },
  }
}

/** Whether a member that nobody knows may be a secret under a name with a mistake. */
function mayBeSecret({ message }: Problem, isSecret: (name: string) => boolean): boolean {
  if (!message.startsWith(unknownMember)) return false
  const meant = /did you mean (.+)\?$/.exec(message)?.[1]
  return meant === undefined || isSecret(meant)
}

/** Where a member stands, and its value where it is a single one. */
function memberAt(document: Document, path: readonly string[]): { offset: number; value?: string } {
  let node = document.contents
  let offset = startOf(node) ?? 0
  let rest = path
  while (rest.length > 0) {
    const found = step(node, rest)
    if (found === undefined) return { offset }
    offset = found.offset ?? offset
    ;({ node, rest } = found)
  }
  if (!isScalar(node)) return { offset }
  return { offset, value: shorten(JSON.stringify(node.value)) }
}

/** One step of the way. A member's name may hold dots: the longest name that is there counts. */
function step(node: Node | null, path: readonly string[]) {
  if (isSeq(node)) {
    const item = node.items[Number(path[0])] as Node | undefined
    return item && { node: item, offset: startOf(item), rest: path.slice(1) }
  }
  if (!isMap(node)) return undefined
  for (let length = path.length; length > 0; length -= 1) {
    const name = path.slice(0, length).join('.')
    const pair = (node.items as Pair<Node, Node | null>[]).find(
      ({ key }) => isScalar(key) && key.value === name,
    )
    if (pair !== undefined) {
      return { node: pair.value, offset: startOf(pair.key), rest: path.slice(length) }
    }
  }
  return undefined
}

function startOf(node: Node | null): number | undefined {
  return node?.range?.[0]
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`
}
