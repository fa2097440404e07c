import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The notices of the libraries whose modules went into a bundle: one section a package, in the
 * order of their names. Their licences ask for it wherever the bundle is handed on.
 * @param modules paths
 */
export function thirdPartyNotices(modules: Iterable<string>): string {
  const folders = new Set([...modules].flatMap((path) => packageOf(path) ?? []))
  const sections = [...folders].map((folder) => {
    const { name, version, license } = read(folder)
    const texts = globSync('{LICENSE,LICENCE,NOTICE,license,licence}*', { cwd: folder })
    const text = texts.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n')
    return `${name} ${version} (${license})\n\n${text}`
  })
  return `${[...new Set(sections)].sort().join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

/** The folder of the package in `node_modules` that a module belongs to. */
function packageOf(path: string): string | undefined {
  if (!path.includes('/node_modules/')) return undefined
  let folder = dirname(path.replace(/^\0/, ''))
  // Some packages have further package.json files, without a name, for parts of them.
  while (!(existsSync(join(folder, 'package.json')) && read(folder).name)) folder = dirname(folder)
  return folder
}

function read(folder: string): { name?: string; version?: string; license?: string } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as object
}
