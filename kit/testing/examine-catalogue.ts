import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Catalogue } from '../check-definition.ts'
import { clauseAddress } from '@oauth-lab/explain/catalogue/clause-address.ts'

/**
 * What is wrong with a role's catalogue of checks, in words. A sentence or clause may be wrong. Two
 * folders may define an id. The code may use one at several places, or nowhere.
 * @param folders the role's, and those of kit that have checks of its
 */
export function examineCatalogue(catalogue: Catalogue, ...folders: string[]): string[] {
  const sources = folders.map(sourcesOf)
  const catalogues = sources.map((one) => one.catalogues).join('\n')
  const code = sources.map((one) => one.code).join('\n')
  return [...problemsOfText(catalogue), ...problemsOfUse(catalogue, { catalogues, code })]
}

function problemsOfText(catalogue: Catalogue): string[] {
  return Object.entries(catalogue).flatMap(([id, { clause, held, broken }]) => [
    ...(held === broken ? [`${id}: both sentences are the same`] : []),
    ...[held, broken].flatMap((sentence) => problemOfSentence(sentence, id)),
    ...clause.split('; ').flatMap((one) => problemOfClause(one, id)),
  ])
}

/** A sentence begins with its subject, is under 20 words, and ends with a full stop. */
function problemOfSentence(sentence: string, id: string): string[] {
  const problems = [
    !/^(The|A|An|No|Every|This|Nobody)\b/.test(sentence) && 'does not begin with its subject',
    !sentence.endsWith('.') && 'does not end with a full stop',
    sentence.split(' ').length >= 20 && 'has 20 words or more',
    /[^\x20-\x7e]/.test(sentence) && 'has a character that RFC 6749 §5.2 does not allow',
  ].filter((problem) => problem !== false)
  return problems.map((problem) => `${id}: '${sentence}' ${problem}`)
}

/** A clause is a section of an RFC or of an OpenID document that the pages link to. */
function problemOfClause(clause: string, id: string): string[] {
  const isSection = /^[^§]+ §([A-Z]|\d+)(\.\d+)*$/.test(clause)
  return isSection && clauseAddress(clause) !== undefined ? [] : [`${id}: no section '${clause}'`]
}

interface Sources {
  /** The catalogues of the folders. */
  catalogues: string
  code: string
}

function problemsOfUse(catalogue: Catalogue, { catalogues, code }: Sources): string[] {
  const publicIds = new Set(Object.values(catalogue).map(({ publicAs }) => publicAs))
  return Object.keys(catalogue).flatMap((id) => {
    const definitions = count(catalogues, `^  '${literal(id)}': \\{`)
    const name = `'${literal(id)}'`
    const lenient = count(code, `letPass\\(\\w+, ${name}`)
    // Where an id is a key, compared or listed, nothing is decided.
    const all = count(code, `(?<!== |\\[|waives\\()${name}(?!:|,? ?'|\\])`)
    const uses = all > lenient ? all - lenient : lenient
    return [
      ...(definitions === 1 ? [] : [`${id}: ${definitions} folders define it`]),
      ...(uses === 1 || (uses === 0 && publicIds.has(id)) ? [] : [`${id}: ${uses} places use it`]),
    ]
  })
}

function sourcesOf(folder: string): Sources {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (path) =>
      path.endsWith('.ts') &&
      !path.endsWith('.test.ts') &&
      !/(^|\/)(node_modules|spa)\//.test(path),
  )
  const read = (chosen: string[]) =>
    chosen.map((path) => readFileSync(join(folder, path), 'utf8')).join('\n')
  const isCatalogue = (path: string) => /(^|\/)checks\.ts$/.test(path)
  return {
    catalogues: read(paths.filter(isCatalogue)),
    code: read(paths.filter((path) => !isCatalogue(path))),
  }
}

function count(text: string, pattern: string): number {
  return [...text.matchAll(new RegExp(pattern, 'gm'))].length
}

function literal(id: string): string {
  return id.replaceAll('.', '\\.')
}
