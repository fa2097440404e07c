import type { Plugin } from 'rolldown'

/**
 * Refuses an import that leads nowhere, mostly a package that is not installed: by itself it would
 * stay in the bundle, and fail when the program comes to it.
 */
export const unresolvedImports: Plugin = {
  name: 'unresolved-imports',
  onLog(_level, log) {
    if (log.code === 'UNRESOLVED_IMPORT') this.error(log)
  },
}
