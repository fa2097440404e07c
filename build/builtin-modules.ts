import { isBuiltin } from 'node:module'
import type { Plugin } from 'rolldown'

const imports = /^import (?:(?:\* as )?([\w$]+)|\{([^{}]+)\}) from "([^"]+)";$/gm

/**
 * Has a bundle take from Node's own modules only what it names. An `import` of one of them reads
 * every export, and some of these load whole parts of Node then. That of `node:http` takes as long
 * as all roles together, since it has a WebSocket.
 */
export const builtinModules: Plugin = {
  name: 'builtin-modules',
  renderChunk: (code) =>
    code.replace(imports, (statement, whole?: string, members = '', id = '') => {
      if (!isBuiltin(id) || /\bdefault\b/.test(members)) return statement
      const names = whole ?? `{ ${members.trim().replaceAll(' as ', ': ')} }`
      return `const ${names} = process.getBuiltinModule("${id}");`
    }),
}
