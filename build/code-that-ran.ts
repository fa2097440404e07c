import type { Plugin } from 'rolldown'
import { course } from '@oauth-lab/control/lessons/course/course.ts'
import { readCode } from '@oauth-lab/control/lessons/read-code.ts'

/** Puts the lines of source that lessons show into a bundle: where it runs, no source is. */
export const codeThatRan: Plugin = {
  name: 'code-that-ran',
  load(id) {
    if (!/[\\/]control[\\/]lessons[\\/]read-code\.ts$/.test(id)) return undefined
    const shown = course.flatMap(({ steps }) => steps.flatMap(({ ran }) => ran))
    const lines = shown.map((one) => [`${one.file} ${one.at}`, readCode(one)] as const)
    const table = JSON.stringify(Object.fromEntries(lines))
    return {
      code: `const table = ${table}\nexport const readCode = ({ file, at }) => table[\`\${file} \${at}\`]`,
      moduleType: 'js',
    }
  },
}
