import type { FastifyInstance } from 'fastify'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import {
  Glossary,
  LessonAnswer,
  LessonCheck,
  LessonPage,
  LessonQuestion,
  LessonReply,
  LessonText,
  NamedLesson,
  StartedLesson,
} from '@oauth-lab/kit/admin/lesson-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import type { MakeSandbox } from '../make-sandbox.ts'
import { infoOf } from '../sandboxes.ts'
import type { SessionCookies } from '../session/session-cookies.ts'
import type { Lessons } from './lessons.ts'

/** Lessons: listed, read, started, checked; loaded when somebody asks for one. */
export function lessonRoutes(
  api: FastifyInstance,
  context: ControlContext,
  makeSandbox: MakeSandbox,
  cookies: SessionCookies,
): void {
  let lessons: Promise<Lessons> | undefined
  const open = () =>
    (lessons ??= import('./lessons.ts').then(({ createLessons }) =>
      createLessons(context, makeSandbox, (err) => {
        api.log.warn({ err }, 'a lesson does not go on by itself')
      }),
    ))
  api.addHook('preClose', async () => (await lessons)?.stop())
  const named = { params: NamedLesson }

  api.get(
    '/lessons',
    { schema: { querystring: LessonQuestion, response: { 200: LessonPage } } },
    async ({ sandbox, query }): Promise<LessonPage> => {
      const { page, size } = readDocument(LessonQuestion, query)
      const [{ list }, { course }, { tellInfo }] = await Promise.all([
        open(),
        import('./course/course.ts'),
        import('./tell-info.ts'),
      ])
      const runs = await list(sandbox.id === defaultSandbox ? undefined : sandbox.id)
      const items = course.map((lesson) => tellInfo(lesson, newestOf(runs, lesson.name, context)))
      return pageOfItems(items, page, size)
    },
  )

  api.get(
    '/glossary',
    { schema: { querystring: LessonQuestion, response: { 200: Glossary } } },
    async ({ query }): Promise<Glossary> => {
      const { page, size } = readDocument(LessonQuestion, query)
      const [{ course }, { tellWord }] = await Promise.all([
        import('./course/course.ts'),
        import('./tell-word.ts'),
      ])
      const items = course
        .flatMap(({ name, words }) => words.map((word) => ({ ...tellWord(word), lesson: name })))
        .sort((a, b) => (a.id < b.id ? -1 : 1))
      return pageOfItems(items, page, size)
    },
  )

  api.get(
    '/lessons/:name',
    { schema: { ...named, response: { 200: LessonText } } },
    async ({ sandbox, params }): Promise<LessonText> => {
      const { name } = readDocument(NamedLesson, params)
      const [{ check }, { lessonNamed }, { tellLesson }, { valuesOf }, { readState }] =
        await Promise.all([
          open(),
          import('./course/course.ts'),
          import('./tell-lesson.ts'),
          import('./read-view.ts'),
          import('./read-state.ts'),
        ])
      const lesson = lessonNamed(name)
      const checked = await check(sandbox, name).catch(unlessNotBegun)
      const values = valuesOf(context, sandbox, await readState(context, sandbox))
      return tellLesson(lesson, values, checked, sandbox)
    },
  )

  api.post(
    '/lessons/:name/start',
    { schema: { ...named, response: { 201: StartedLesson } } },
    async (request, reply) => {
      const { sandbox: from, params, ofWholeLab } = request
      const { name } = readDocument(NamedLesson, params)
      if (from.id === defaultSandbox && !ofWholeLab) throw wholeLab()
      const { sandbox, second } = await (await open()).start(from, name)
      if (sandbox.id !== from.id) await cookies.admit(request, reply, sandbox)
      // Whoever does the lesson works in the one beside it too.
      if (second !== undefined) await cookies.admit(request, reply, second)
      const { id, base, issuer, expiresAt } = infoOf(sandbox)
      const console = `${base}/console/lessons/${name}`
      return reply.code(201).send({ name, sandbox: id, base, issuer, expiresAt, console })
    },
  )

  api.get(
    '/lessons/:name/check',
    { schema: { ...named, response: { 200: LessonCheck } } },
    async ({ sandbox, params }, reply) => {
      const { name } = readDocument(NamedLesson, params)
      const [{ check }, { tellCheck }] = await Promise.all([open(), import('./tell-check.ts')])
      reply.header('cache-control', 'no-store')
      return tellCheck(await check(sandbox, name), sandbox)
    },
  )

  api.post(
    '/lessons/:name/answers',
    { schema: { ...named, body: LessonAnswer, response: { 200: LessonReply } } },
    async ({ sandbox, params, body }): Promise<LessonReply> => {
      const { name } = readDocument(NamedLesson, params)
      const { step, answer } = readDocument(LessonAnswer, body)
      const [{ check, answer: keep }, { lessonNamed }, { indexOfAnswer }, { tellCheck }] =
        await Promise.all([
          open(),
          import('./course/course.ts'),
          import('./answers.ts'),
          import('./tell-check.ts'),
        ])
      await check(sandbox, name)
      const question = lessonNamed(name).steps[step - 1]?.question
      const index = question && indexOfAnswer(question, answer, sandbox.id)
      if (index === undefined) {
        throw new AdminError(404, 'not_found', 'There is no such question, or no such answer.')
      }
      await keep(sandbox, name, step - 1, index)
      const { steps } = tellCheck(await check(sandbox, name), sandbox)
      return steps[step - 1]!.answered.at(-1)!
    },
  )
}

/** A run that is there still, the newest one. */
function newestOf(
  runs: Awaited<ReturnType<Lessons['list']>>,
  name: string,
  { sandboxes }: ControlContext,
) {
  return runs
    .filter(({ run }) => run.lesson === name)
    .sort((a, b) => b.run.startedAt - a.run.startedAt)
    .flatMap(({ sandbox, run }) => {
      const found = sandboxes.find(sandbox)
      return found === undefined ? [] : [{ run, sandbox, base: found.base }]
    })[0]
}

function pageOfItems<Item>(all: Item[], page: number, size: number) {
  return { total: all.length, page, size, items: all.slice((page - 1) * size, page * size) }
}

function wholeLab(): AdminError {
  return new AdminError(403, 'whole_lab', 'This is about the whole lab: sign in there.')
}

function unlessNotBegun(error: unknown): undefined {
  if (!(error instanceof AdminError && error.code === 'not_begun')) throw error
  return undefined
}
