import { mkdtemp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { $ as shell } from 'zx'
import { entries } from './entries.ts'

const scope = '@oauth-lab/'
/** Modules outside the lab whose types a user has. */
const known = ['@playwright/test', 'testcontainers', 'vitest', 'zod']

/**
 * Writes the declarations of the published entries, and of all that they speak of, into a folder.
 * @throws Error when they speak of a module that users do not have
 */
export async function writeDeclarations(root: string, folder: string): Promise<void> {
  const emitted = await mkdtemp(join(tmpdir(), 'oauth-lab-types-'))
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const config = join(root, 'package/tsconfig.json')
    await shell({ quiet: true })`${process.execPath} ${tsc} -p ${config} --outDir ${emitted}`
    const written = new Set<string>()
    const write = async (path: string): Promise<void> => {
      if (written.has(path)) return
      written.add(path)
      const { text, modules } = adapt(path, await readFile(join(emitted, path), 'utf8'))
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
      for (const module of modules) await write(module)
    }
    for (const entry of entries) await write(`package/${entry}.d.ts`)
  } finally {
    await rm(emitted, { recursive: true, force: true })
  }
}

/** A declaration file whose imports are the emitted files' own, with the files that it imports. */
function adapt(path: string, source: string): { text: string; modules: string[] } {
  const modules: string[] = []
  const text = source.replaceAll(
    /((?:from|import\() ?)['"]([^'"]+)['"]/g,
    (_whole, before: string, name: string) => {
      const module = name.startsWith(scope)
        ? name.slice(scope.length)
        : name.startsWith('.')
          ? posix.join(posix.dirname(path), name)
          : undefined
      if (module === undefined) {
        if (known.includes(name) || isBuiltin(name)) return `${before}'${name}'`
        throw new Error(`the declarations of ${path} import ${name}, which users don't have`)
      }
      modules.push(module.replace(/\.ts$/, '.d.ts'))
      const relative = posix.relative(posix.dirname(path), module.replace(/\.ts$/, '.js'))
      return `${before}'${relative.startsWith('.') ? relative : `./${relative}`}'`
    },
  )
  return { text, modules }
}
