import type { FastifyInstance } from 'fastify'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import {
  LessonQuestion,
  NewWorkshop,
  Workshop,
  WorkshopDocument,
} from '@oauth-lab/kit/admin/lesson-document.ts'
import { publicPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import type { MakeSandbox } from '../make-sandbox.ts'
import { infoOf } from '../sandboxes.ts'
import type { PlacedRun } from './runs.ts'
import { learnerPlaces, makeLearnerPlace } from './workshop.ts'

/** A workshop: sandboxes for learners, each with a sign-in of its own, and how far each learner is. */
export function workshopRoutes(
  api: FastifyInstance,
  context: ControlContext,
  makeSandbox: MakeSandbox,
): void {
  const wholeLab = { config: { wholeLab: true } }

  api.post(
    '/workshop',
    { ...wholeLab, schema: { body: WorkshopDocument, response: { 201: NewWorkshop } } },
    async ({ sandbox, body }, reply) => {
      const { learners, lifetime } = readDocument(WorkshopDocument, body)
      requireOwnPassword(context)
      const items = []
      for (let made = 0; made < learners; made += 1) {
        items.push(await makeLearnerPlace(context, makeSandbox, sandbox, lifetime))
      }
      return reply.code(201).header('cache-control', 'no-store').send({ items })
    },
  )

  api.get(
    '/workshop',
    { ...wholeLab, schema: { querystring: LessonQuestion, response: { 200: Workshop } } },
    async ({ query }): Promise<Workshop> => {
      const { page, size } = readDocument(LessonQuestion, query)
      const places = await learnerPlaces(context)
      const shown = places.slice((page - 1) * size, page * size)
      const items = await Promise.all(shown.map((place) => tellLearner(context, place)))
      return { total: places.length, page, size, items }
    },
  )
}

/** With a password that everybody knows each learner could sign in at the others' places, and as the teacher. */
function requireOwnPassword({ environment }: ControlContext): void {
  const { username, password } = environment.administration
  if (!publicPasswords.includes(password)) return
  const description = `Learners could sign in as the teacher: everybody knows the password of ${username}. Start the lab with another one: LAB_ADMIN_PASSWORD.`
  throw new AdminError(409, 'public_password', description)
}

async function tellLearner({ db }: ControlContext, sandbox: Sandbox) {
  const [{ createRuns }, { course }, { standingOf }] = await Promise.all([
    import('./runs.ts'),
    import('./course/course.ts'),
    import('./tell-info.ts'),
  ])
  const runs = await createRuns(db).list(sandbox.id)
  const { id, base, expiresAt } = infoOf(sandbox)
  return {
    sandbox: id,
    base,
    expiresAt,
    lessons: course.flatMap((lesson) =>
      runs
        .filter(({ run }) => run.lesson === lesson.name)
        .map(({ run }) => ({
          name: lesson.name,
          number: lesson.number,
          standing: standingOf(lesson, { run, sandbox: id, base }),
          tries: triesOf(run),
          heardAt: new Date(run.heardAt).toISOString(),
        })),
    ),
  }
}

function triesOf({ misses, step }: PlacedRun['run']): number {
  return misses[step]?.length ?? 0
}
