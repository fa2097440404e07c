import { writeSecret } from '@oauth-lab/kit/file-access.ts'
import { CommandFailure } from './command-line/command.ts'

/** Writes a file that only its owner may read. @throws CommandFailure where that can't be done */
export function writeOwnFile(file: string, text: string): void {
  try {
    writeSecret(file, text)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    throw new CommandFailure(`${file}: ${problems[code] ?? message}`)
  }
}

const problems: Record<string, string> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'this is a folder, not a file',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'you may not write there',
}
