import { readFileSync } from 'node:fs'

/** The hooks that the lab was started with, or its own. */
export interface LabHooks<Hooks> {
  /** Path of the module; undefined where they are the lab's own. */
  file: string | undefined
  hooks(): Hooks
  /** The module as it was loaded. */
  text(): string
  /** Loads the module again; the former one stays where that fails. @throws ConfigurationError */
  load(): Promise<void>
}

/**
 * Loads what a lab's hooks are.
 * @param load loads the module afresh; throws ConfigurationError naming file and export
 * @param exportsOf the functions of hooks, by name
 */
export async function openLabHooks<Hooks>(
  file: string | undefined,
  load: () => Promise<Hooks>,
  exportsOf: (hooks: Hooks) => Record<string, unknown>,
): Promise<LabHooks<Hooks>> {
  const read = async () => {
    const hooks = await load()
    const text = file === undefined ? sourceOf(exportsOf(hooks)) : readFileSync(file, 'utf8')
    return { hooks, text }
  }
  let loaded = await read()
  return {
    file,
    hooks: () => loaded.hooks,
    text: () => loaded.text,
    async load() {
      loaded = await read()
    },
  }
}

/** The lab's own hooks are no file that can be read everywhere. None uses what stands beside it, so each is whole. */
function sourceOf(exported: Record<string, unknown>): string {
  const functions = Object.values(exported).filter((one) => typeof one === 'function')
  return functions.map((one) => `export ${String(one)}\n`).join('\n')
}
