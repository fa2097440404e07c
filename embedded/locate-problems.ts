import { findNodeAtLocation, parseTree } from 'jsonc-parser'
import type { Node } from 'jsonc-parser'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { placeIn } from './place-in-text.ts'

/**
 * Gives problems of a JSON document the places in its file: `config.json:3:5`.
 * @param path of the file
 * @param text of the document
 */
export function locateProblems(
  path: string,
  text: string,
  problems: readonly Problem[],
): Problem[] {
  const root = parseTree(text)
  if (root === undefined) return [...problems]
  return problems.map((problem) => {
    const { line, column } = placeIn(text, nodeOf(root, problem.path.split('.')).offset)
    return { path: `${path}:${line}:${column}`, message: `${problem.path}: ${problem.message}` }
  })
}

/** The member that a path names, or as much of the way to it as is there. */
function nodeOf(root: Node, path: readonly string[]): Node {
  for (let length = path.length; length > 0; length -= 1) {
    const way = path.slice(0, length).map((part) => (/^\d+$/.test(part) ? Number(part) : part))
    const node = findNodeAtLocation(root, way)
    if (node !== undefined) return node.parent?.type === 'property' ? node.parent : node
  }
  return root
}
