import type { Plugin } from 'rolldown'

/** Half of Fastify: compilers of schemas, which the lab replaces, and `inject`, which only tests use. */
const leftOut = [
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
  'light-my-request',
]

const prefix = '\0left-out:'

/** Leaves out of a bundle what no program of the lab reaches. */
export const leftOutModules: Plugin = {
  name: 'left-out-modules',
  resolveId: (id) => (leftOut.includes(id) ? prefix + id : undefined),
  load: (id) =>
    id.startsWith(prefix)
      ? `throw new Error('${id.slice(prefix.length)} is not in the bundle')`
      : undefined,
}
