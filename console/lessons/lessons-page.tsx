import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { sessionQuery } from '../api/session.ts'
import { Foot } from '../frame/foot.tsx'
import { Plate } from '../frame/plate.tsx'
import { Failure } from '../parts/failure.tsx'
import { Icon } from '../parts/icon.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { RoleShape, roleNames } from '../parts/role-shape.tsx'
import type { RoleName } from '../parts/role-shape.tsx'
import { useTitle } from '../parts/use-title.ts'
import '../styles/lesson.css'
import { LessonText } from './lesson-text.tsx'
import type { LessonInfo } from './lesson-types.ts'

/** The lessons by their parts, and how far each one is. */
export function Component() {
  useTitle('Lessons')
  const { data: session } = useQuery(sessionQuery)
  const lessons = useQuery({
    queryKey: ['lessons'],
    queryFn: () => dataOf(control.GET('/control/api/lessons')),
  })
  return (
    <>
      <Plate />
      <main className="page" id="main" tabIndex={-1}>
        <h1>Lessons</h1>
        <p className="lead">
          You work at the real lab, and the lab checks what it saw on the wire. Under each title
          stands what you will be able to do. Words are explained in the{' '}
          <Link to="/lessons/glossary">glossary</Link>.{' '}
          {session?.wholeLab && (
            <>
              You teach a class? Make a place for each learner:{' '}
              <Link to="/lessons/workshop">workshop</Link>.
            </>
          )}
        </p>
        <Loaded name="The lessons" queries={[lessons]}>
          {() => <Syllabus lessons={lessons.data!.items} />}
        </Loaded>
      </main>
      <Foot />
    </>
  )
}

function Syllabus({ lessons }: { lessons: readonly LessonInfo[] }) {
  const start = useMutation({
    mutationFn: (name: string) =>
      dataOf(control.POST('/control/api/lessons/{name}/start', { params: { path: { name } } })),
    onSuccess: ({ console }) => location.assign(console),
  })
  const open = lessons.find(({ standing }) => standing.state === 'under-way')
  const next = open ?? lessons.find(({ standing }) => standing.state === 'not-begun')
  return (
    <div className="syllabus">
      <div>
        {start.error && <Failure title="The lesson did not begin" error={start.error} />}
        {next && (
          <section className="card resume" aria-labelledby="resume-title">
            <div>
              <h2 id="resume-title">
                Lesson {next.number}
                {open?.standing.step !== undefined &&
                  `, step ${open.standing.step}: ${open.standing.title ?? ''}`}
              </h2>
              <p>
                {next.title}. About {next.minutes} min.
              </p>
            </div>
            <Begin lesson={next} start={start.mutate} isStarting={start.isPending} isPrimary />
          </section>
        )}
        <div className="card lessons">
          {[...Map.groupBy(lessons, ({ part }) => part)].map(([part, rows]) => (
            <section className="part" key={part} aria-label={part}>
              <h2>{part}</h2>
              <ol>
                {rows.map((lesson) => (
                  <li key={lesson.name} className={lesson === open ? 'current' : undefined}>
                    <Row lesson={lesson} start={start.mutate} isStarting={start.isPending} />
                  </li>
                ))}
              </ol>
            </section>
          ))}
        </div>
      </div>
    </div>
  )
}

function Row({
  lesson,
  start,
  isStarting,
}: {
  lesson: LessonInfo
  start: (name: string) => void
  isStarting: boolean
}) {
  const { number, title, can, words, cast, minutes } = lesson
  return (
    <>
      <span className="no" aria-hidden="true">
        {number}
      </span>
      <div className="body">
        <h3>
          <span className="hidden">Lesson {number}: </span>
          <Begin lesson={lesson} start={start} isStarting={isStarting}>
            {title}
          </Begin>
        </h3>
        <p className="can">
          <span className="hidden">You will be able to </span>
          <LessonText text={sentenceOf(can)} />
        </p>
        {words.length > 0 && (
          <p className="words">
            New words:{' '}
            {words.map(({ id, term, code }, index) => (
              <span key={id}>
                {index > 0 && ', '}
                <Link to={`/lessons/glossary#${id}`}>{code ? <code>{term}</code> : term}</Link>
              </span>
            ))}
          </p>
        )}
      </div>
      <span className="cast" role="img" aria-label={`With: ${cast.map(nameOf).join(', ')}`}>
        {cast.map((one) => (
          <Cast key={one} one={one} />
        ))}
      </span>
      <span className="min">{minutes} min</span>
      <Standing standing={lesson.standing} />
    </>
  )
}

/** What one will be able to do, as one sentence. */
function sentenceOf(can: readonly string[]): string {
  const text = can.join('; ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

const roleOf = (one: string): RoleName => (one === 'spa' ? 'client-public' : (one as RoleName))
const nameOf = (one: string) =>
  one === 'attacker' ? 'attacker' : roleNames[roleOf(one)].toLowerCase()

function Cast({ one }: { one: string }) {
  if (one === 'attacker') return <Icon name="attacker" className="role s lab" />
  return <RoleShape role={roleOf(one)} />
}

function Standing({ standing }: { standing: LessonInfo['standing'] }) {
  const { state, done, steps } = standing
  if (state === 'done') {
    return (
      <p className="standing pass">
        <Icon name="pass" className="state" />
        <b className="word">Done</b>
      </p>
    )
  }
  if (state === 'not-begun') {
    return (
      <p className="standing">
        <Icon name="idle" className="state" />
        Not begun
      </p>
    )
  }
  return (
    <p className="standing">
      <b>Under way</b>
      <span className="ticks-of" aria-hidden="true">
        {Array.from({ length: steps }, (_none, at) => (
          <i key={at} className={at < done ? 'on' : undefined} />
        ))}
      </span>
      <span className="note">
        {done} of {steps} steps done
      </span>
    </p>
  )
}

/** Goes on with a lesson in its sandbox, or begins it in a new one. */
function Begin({
  lesson,
  start,
  isStarting,
  isPrimary = false,
  children,
}: {
  lesson: LessonInfo
  start: (name: string) => void
  isStarting: boolean
  isPrimary?: boolean
  children?: string
}) {
  const { name, standing } = lesson
  const { base, state } = standing
  const look = isPrimary ? 'button primary' : children === undefined ? 'button' : 'undo'
  if (base !== undefined && state !== 'not-begun') {
    const address = `${new URL(base).pathname.replace(/\/$/, '')}/console/lessons/${name}`
    return (
      <a className={isPrimary ? look : undefined} href={address}>
        {children ?? 'Go on'}
      </a>
    )
  }
  return (
    <button className={look} type="button" disabled={isStarting} onClick={() => start(name)}>
      {children ?? 'Begin'}
    </button>
  )
}
