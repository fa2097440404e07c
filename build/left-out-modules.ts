import type { Plugin } from 'rolldown'

/**
 * Half of Fastify: compilers of schemas (the lab replaces them), `inject` (tests only), HTTP/2, and
 * the threads of its log.
 */
const leftOut = [
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
  'light-my-request',
  'node:http2',
  'thread-stream',
]

/** Others have a use for HTTP/2. */
const importers = /[\\/]node_modules[\\/](?:fastify|pino)[\\/]/

const prefix = '\0left-out:'

/** Leaves out of a bundle what no program of the lab reaches. */
export const leftOutModules: Plugin = {
  name: 'left-out-modules',
  resolveId: (id, importer = '') =>
    leftOut.includes(id) && importers.test(importer) ? prefix + id : undefined,
  load: (id) =>
    id.startsWith(prefix)
      ? `module.exports = () => { throw new Error('${id.slice(prefix.length)} is not in the bundle') }`
      : undefined,
}
