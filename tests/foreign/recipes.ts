import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** The documents whose programs are those of this folder, and of examples. */
export const documents = globSync('docs/{clients,guides/*}.md', { cwd: root })

/** The text of one of them. */
export function readDocument(name: string): string {
  return readFileSync(join(root, name), 'utf8')
}

/** A comment that names a file, and the code block below it. */
const block = /(<!-- ((?:tests\/foreign|examples)\/\S+) -->\n\n```\w+\n)(.*?)(```\n)/gs

/** Names of the files that a text shows. */
export function shownFiles(text: string): string[] {
  return [...text.matchAll(block)].map(([, , file]) => file!)
}

/** The same text with each block as its file is. */
export function fillRecipes(text: string): string {
  return text.replaceAll(block, (_all, head: string, file: string, _old, tail: string) => {
    return `${head}${readFileSync(join(root, file), 'utf8')}${tail}`
  })
}

if (import.meta.main) {
  for (const name of documents) {
    writeFileSync(join(root, name), fillRecipes(readDocument(name)))
  }
}
