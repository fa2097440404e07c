import { readFileSync } from 'node:fs'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import type { CodeThatRan } from './engine/lesson.ts'

/** Lines that are shown before and after the one to look at. */
const around = 4

/** The lines around a piece of this project's source. A bundle has them built in (build/code-that-ran.ts). */
export function readCode({ file, at }: Pick<CodeThatRan, 'file' | 'at'>) {
  const lines = readLines(file)
  const index = lines.findIndex((line) => line.includes(at))
  if (index < 0) return { line: 0, first: 0, code: '' }
  const first = Math.max(0, index - around)
  return {
    line: index + 1,
    first: first + 1,
    code: lines.slice(first, index + around + 1).join('\n'),
  }
}

function readLines(file: string): string[] {
  return readFileSync(new URL(file, projectFolder), 'utf8').split('\n')
}
