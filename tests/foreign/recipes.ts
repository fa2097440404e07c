import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** The document whose recipes are the programs of this folder. */
export const recipesFile = join(root, 'docs/clients.md')

/** A comment that names a file, and the code block below it. */
const block = /(<!-- (tests\/foreign\/\S+) -->\n\n```\w+\n)(.*?)(```\n)/gs

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
  writeFileSync(recipesFile, fillRecipes(readFileSync(recipesFile, 'utf8')))
}
