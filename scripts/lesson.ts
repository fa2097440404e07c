import type { LessonCheck, LessonInfo } from '@oauth-lab/kit/admin/lesson-document.ts'
import { CommandFailure, defineCommand, UsageError } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { style } from './command-line/style.ts'
import { alignRows } from './command-line/table.ts'
import { requireLab } from './running-lab.ts'
import type { RunningLab } from './running-lab.ts'

/** `./lab lesson list|start|check`: lessons that are done in the lab, and check themselves. */
export const command = defineCommand({
  usage: 'list | start NAME | check NAME',
  takes: [1, 2],
  words: ['list', 'start', 'check'],
  flags: { sandbox, data },
  async run({ positionals, flags }) {
    const [action, wanted] = positionals
    if (action !== 'list' && wanted === undefined) {
      throw new UsageError([`say which: lesson ${action} <name or number>`], 'lesson')
    }
    const lab = await requireLab(flags.data)
    const { items } = await lab.control(flags.sandbox).lessons.list()
    const lines =
      action === 'list'
        ? describeAll(items)
        : action === 'start'
          ? await start(lab, find(items, wanted!), flags.sandbox)
          : await check(lab, find(items, wanted!))
    process.stdout.write(`${lines.join('\n')}\n`)
  },
})

function find(items: LessonInfo[], wanted: string): LessonInfo {
  const found = items.find(({ name, number }) => name === wanted || String(number) === wanted)
  if (found !== undefined) return found
  const names = items.map(({ name }) => name).join(', ')
  throw new CommandFailure(`there is no lesson ${wanted}; there are ${names}`)
}

function describeAll(items: LessonInfo[]): string[] {
  return alignRows(
    items.map(({ number, name, title, minutes, standing }) => [
      String(number),
      name,
      title,
      `${minutes} min`,
      standing.state === 'not-begun'
        ? style.faint('not begun')
        : standing.state === 'done'
          ? style.good('done')
          : `${standing.done} of ${standing.steps} steps done`,
      standing.state === 'under-way' ? `${standing.base}/` : '',
    ]),
  )
}

async function start(
  lab: RunningLab,
  { name, number, title }: LessonInfo,
  at: string | undefined,
): Promise<string[]> {
  const { base, sandbox: id } = await lab.control(at).lessons.start(name)
  const { steps, starts } = await lab.control(id).lessons.read(name)
  const [first] = steps
  return [
    style.strong(`Lesson ${number}: ${title}`),
    plain(starts),
    '',
    `It lives at ${base}/`,
    `${base}/console/lessons/${name} shows it beside the messages.`,
    '',
    style.strong(`1. ${first!.title}`),
    plain(first!.idea),
    plain(first!.todo),
    '',
    `./lab lesson check ${name} says what the lab saw.`,
  ]
}

async function check(lab: RunningLab, { name, standing }: LessonInfo): Promise<string[]> {
  const { sandbox: id } = standing
  if (id === undefined) {
    throw new CommandFailure(`the lesson was not started; ./lab lesson start ${name}`)
  }
  const { lessons } = lab.control(id)
  const [told, text] = await Promise.all([lessons.check(name), lessons.read(name)])
  return [
    ...told.steps.flatMap((step) => describeStep(step, text.steps[step.number - 1]!.todo)),
    ...told.held.map(({ message, exchange }) => `held: ${message} (${exchange})`),
    ...told.notes.map(plain),
    ...(told.state === 'done' ? ['', style.good('All steps are done.')] : []),
  ]
}

function describeStep(step: LessonCheck['steps'][number], todo: string): string[] {
  const { number, title, state, lines, missing, tries, look, answer } = step
  const head = `${number}. ${title}`
  if (state === 'to-come') return [style.faint(`  ${head}`)]
  if (state === 'done') return [`${style.good('✓')} ${head}`]
  return [
    style.strong(`> ${head}`),
    `  ${plain(todo)}`,
    ...lines.map(({ words, seen, exchange }) =>
      seen
        ? `  ${style.good('✓')} Seen: ${plain(words)}${exchange === undefined ? '' : ` (${exchange})`}`
        : `  - Not seen yet: ${plain(words)}`,
    ),
    ...(missing === undefined
      ? []
      : [
          `  ${style.bad('✗')} Missing: ${plain(missing.title)}`,
          `    ${plain(missing.text)}`,
          ...missing.compare.map(
            ({ name, wanted, found }) =>
              `    ${name}: wanted ${plain(wanted)}, found ${plain(found)}`,
          ),
        ]),
    ...(tries >= 2 ? [`  Where to look: ${plain(look)}`] : []),
    ...(tries >= 3 ? [`  The answer: ${plain(answer)}`] : []),
  ]
}

/** A text for a terminal: a message is told by its id, as `./lab record` tells it. */
function plain(text: string): string {
  return text
    .replaceAll(/\[([^\]]+)\]\(exchange:([^)]+)\)/g, '$1 ($2)')
    .replaceAll(/\*\*([^*]+)\*\*/g, '$1')
    .replaceAll('`', '')
}
