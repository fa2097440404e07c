/** Why a file could not be read, in words that go on after its path. */
export function fileProblem(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  return words[code] ?? message
}

const words: Record<string, string> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'this is a folder, not a file',
  ERR_UNSUPPORTED_DIR_IMPORT: 'this is a folder, not a file',
  EACCES: 'this file cannot be read; change its permissions',
  EPERM: 'this file cannot be read; change its permissions',
}
