import { isBuiltin } from 'node:module'
import type { Plugin } from 'rolldown'

const prefix = '\0builtin:'

/**
 * Has a bundle take from Node's own modules only what it names. An `import` of one of them reads every
 * export, and some of these load whole parts of Node when they are read: that of `node:http` takes as
 * long as all roles together, since it has a WebSocket.
 */
export const builtinModules: Plugin = {
  name: 'builtin-modules',
  resolveId: (id, _importer, { kind }) =>
    isBuiltin(id) && kind !== 'require-call' ? prefix + id : undefined,
  load(id) {
    if (!id.startsWith(prefix)) return undefined
    const name = id.slice(prefix.length)
    const members = Object.keys(process.getBuiltinModule(name)!)
    const reads = members.map((member) => `const $${member} = /* @__PURE__ */ read('${member}')`)
    const code = [
      `const builtin = process.getBuiltinModule('${name}')`,
      'const read = (name) => builtin[name]',
      ...reads,
      'export default builtin',
      `export { ${members.map((member) => `$${member} as ${member}`).join(', ')} }`,
    ].join('\n')
    return { code, moduleSideEffects: false }
  },
}
