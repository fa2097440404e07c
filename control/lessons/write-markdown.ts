import { writeFileSync } from 'node:fs'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import { course } from './course/course.ts'
import { markdownOf } from './markdown.ts'

// Writes docs/lessons/ from the lessons: node control/lessons/write-markdown.ts
for (const [name, text] of Object.entries(markdownOf(course))) {
  writeFileSync(new URL(`docs/lessons/${name}`, projectFolder), text)
}
