import type { Word } from './engine/lesson.ts'

/** A word's place in the glossary. */
export function wordId(term: string): string {
  return term
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}

export function tellWord({ term, meaning, code = false }: Word) {
  return { id: wordId(term), term, meaning, code }
}
