import type { Workshop } from '@oauth-lab/kit/admin/lesson-document.ts'
import { defineCommand, UsageError } from './command-line/command.ts'
import { data } from './command-line/flags.ts'
import { alignRows } from './command-line/table.ts'
import { requireLab } from './running-lab.ts'

/** So many sandboxes are made by one request: each takes a moment. */
const atOnce = 5
const most = 200

/** `./lab workshop [N]`: makes N sandboxes for learners, or says how far each learner is. */
export const command = defineCommand({
  usage: '[learners]',
  takes: [0, 1],
  flags: { data },
  async run({ positionals, flags }) {
    const [wanted] = positionals
    const { workshop } = (await requireLab(flags.data)).control()
    if (wanted === undefined) {
      const { items } = await workshop.list()
      process.stdout.write(`${alignRows(describe(items)).join('\n')}\n`)
      return
    }
    const learners = Number(wanted)
    if (!Number.isInteger(learners) || learners < 1 || learners > most) {
      throw new UsageError([`how many learners is 1 to ${most}, not ${wanted}`], 'workshop')
    }
    const made = []
    for (let left = learners; left > 0; left -= atOnce) {
      const { items } = await workshop.create({ learners: Math.min(left, atOnce) })
      made.push(...items)
    }
    const rows = made.map(({ link, username, password }) => [link, username, password])
    process.stdout.write(
      `${alignRows([['link', 'user', 'password'], ...rows]).join('\n')}\n\nThe passwords are told once. ./lab workshop says how far each learner is.\n`,
    )
  },
})

function describe(items: Workshop['items']): string[][] {
  if (items.length === 0) return [['no learners; ./lab workshop N makes places for them']]
  return items.flatMap(({ sandbox, lessons }) =>
    lessons.length === 0
      ? [[sandbox, 'no lesson begun', '', '']]
      : lessons.map(({ number, standing, tries }) => [
          sandbox,
          `lesson ${number}`,
          standing.state === 'done' ? 'done' : `step ${standing.step} of ${standing.steps}`,
          tries === 0 ? (standing.title ?? '') : `${standing.title}, missed ${tries} times`,
        ]),
  )
}
