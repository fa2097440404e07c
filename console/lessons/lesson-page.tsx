import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { Link, useParams } from 'react-router'
import { control } from '../api/api.ts'
import { ApiError, dataOf } from '../api/answer.ts'
import { prefix } from '../base.ts'
import { Diagram } from '../flow/diagram/diagram.tsx'
import { isHelper, messagesOf } from '../flow/messages.ts'
import type { FlowMessage } from '../flow/messages.ts'
import type { Recorded } from '../flow/read-pages.ts'
import { useRecording } from '../flow/use-recording.ts'
import { Foot } from '../frame/foot.tsx'
import { Plate } from '../frame/plate.tsx'
import { BeginCard } from '../parts/begin-card.tsx'
import { AskedAction } from '../parts/action.tsx'
import { Icon } from '../parts/icon.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { useTitle } from '../parts/use-title.ts'
import '../../kit/design/flow.css'
import '../styles/flow-held.css'
import '../styles/lesson.css'
import '../flow/flow-added.css'
import './lesson-added.css'
import { LessonText } from './lesson-text.tsx'
import type { Lesson, LessonCheck } from './lesson-types.ts'
import { Step } from './step.tsx'

/** A lesson: its steps at the left, what happens on the wire at the right. */
export function Component() {
  const { name = '' } = useParams()
  const params = { path: { name } }
  const queries = useQueryClient()
  const check = useQuery({
    queryKey: ['lesson check', name],
    queryFn: () => readCheck(name),
    refetchInterval: 3000,
  })
  // Its texts lead to the messages that were seen by then.
  const lesson = useQuery({
    queryKey: ['lesson', name, seenSoFar(check.data)],
    queryFn: () => dataOf(control.GET('/control/api/lessons/{name}', { params })),
    placeholderData: keepPreviousData,
  })
  const { recorded, held } = useRecording()
  // What was just recorded may be what the step waits for.
  const latest = recorded?.entries.length
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['lesson check', name] })
  }, [latest, name, queries])
  useTitle(lesson.data?.title ?? 'Lesson', 'Lessons')
  const begin = () => dataOf(control.POST('/control/api/lessons/{name}/start', { params }))
  return (
    <>
      <Plate section="/lessons" />
      <Loaded name="The lesson" queries={[lesson, check]}>
        {() =>
          check.data === null ? (
            <main className="page" id="main" tabIndex={-1}>
              <h1>{lesson.data!.title}</h1>
              <Begin name={name} lesson={lesson.data!} />
            </main>
          ) : (
            <main className="console lesson" id="main" tabIndex={-1}>
              <Head lesson={lesson.data!} check={check.data!} begin={begin} />
              <Course lesson={lesson.data!} check={check.data!} />
              <Live check={check.data!} recorded={recorded} held={held[0]?.exchange} />
            </main>
          )
        }
      </Loaded>
      <Foot />
    </>
  )
}

/** The ids of the messages that the lesson has seen. */
function seenSoFar(check: LessonCheck | null | undefined): string[] {
  return check?.steps.flatMap(({ lines }) => lines.flatMap(({ exchange }) => exchange ?? [])) ?? []
}

/** Null where the lesson was not begun in this sandbox. */
async function readCheck(name: string): Promise<LessonCheck | null> {
  try {
    const params = { path: { name } }
    return await dataOf(control.GET('/control/api/lessons/{name}/check', { params }))
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}

function Begin({ name, lesson }: { name: string; lesson: Lesson }) {
  const params = { path: { name } }
  const start = async () => {
    const { console } = await dataOf(control.POST('/control/api/lessons/{name}/start', { params }))
    location.assign(console)
  }
  return (
    <BeginCard
      title="This lesson has not begun here"
      action="Begin it"
      act={start}
      onDone={() => undefined}
    >
      <p>
        <LessonText text={lesson.starts} /> It takes about {lesson.minutes} min,{' '}
        {prefix === ''
          ? 'in a sandbox of its own: whatever you break there breaks nothing else.'
          : 'in this sandbox, which is emptied first.'}
      </p>
      <p>After it you can:</p>
      <ul>
        {lesson.can.map((line) => (
          <li key={line}>
            <LessonText text={line} />
          </li>
        ))}
      </ul>
    </BeginCard>
  )
}

function Head({
  lesson,
  check,
  begin,
}: {
  lesson: Lesson
  check: LessonCheck
  begin: () => Promise<unknown>
}) {
  const queries = useQueryClient()
  return (
    <div className="run">
      <p className="of">
        <Link to="/lessons">Lessons</Link> · {lesson.number} of 11
      </p>
      <h1>{lesson.title}</h1>
      <div className="row tools">
        <Link className="button small" to="/lessons/glossary">
          Glossary
        </Link>
        <AskedAction
          label="Start over"
          title="Start this lesson over?"
          keep="Go on"
          go="Start over"
          act={begin}
          onDone={() => void queries.invalidateQueries()}
        >
          <p>The sandbox of this lesson is emptied, and its first step is open again.</p>
        </AskedAction>
      </div>
      {check.waived.map((id) => (
        <Waived key={id} id={id} />
      ))}
      {check.notes.map((note) => (
        <p key={note} className="alert notice" role="status">
          <LessonText text={note} />
        </p>
      ))}
    </div>
  )
}

function Waived({ id }: { id: string }) {
  const queries = useQueryClient()
  const restore = useMutation({
    mutationFn: () =>
      dataOf(control.PUT('/control/api/policy', { body: { waive: [], restore: [id] } })),
    onSuccess: () => queries.invalidateQueries(),
  })
  return (
    <div className="alert waive with-act" role="status">
      <Icon name="waive" className="state" />
      <h2>
        <code>{id}</code> is waived
      </h2>
      <p>A real server would have refused what it lets pass.</p>
      <button
        className="button small"
        type="button"
        disabled={restore.isPending}
        onClick={() => restore.mutate()}
      >
        Restore the check
      </button>
    </div>
  )
}

function Course({ lesson, check }: { lesson: Lesson; check: LessonCheck }) {
  return (
    <ol className="course card" aria-label="Steps">
      {lesson.steps.map((step, index) => (
        <Step
          key={step.number}
          name={lesson.name}
          step={step}
          check={check.steps[index]!}
          isOpen={step.number === check.step}
        />
      ))}
      {check.state === 'done' && (
        <li className="current" aria-current="step">
          <span className="no" aria-hidden="true">
            <Icon name="pass" className="state" />
          </span>
          <h2>Done</h2>
          <p>You can now:</p>
          <ul>
            {lesson.can.map((line) => (
              <li key={line}>
                <LessonText text={line} />
              </li>
            ))}
          </ul>
          <h3>Break it</h3>
          <p>
            <LessonText text={lesson.breakIt} />
          </p>
          <div className="turn">
            <Link className="button primary go" to="/lessons">
              All lessons
              <Icon name="next" />
            </Link>
          </div>
        </li>
      )}
    </ol>
  )
}

/** The messages of this lesson; those that the open step is about wear a pin. */
function Live({
  check,
  recorded,
  held,
}: {
  check: LessonCheck
  recorded: Recorded | undefined
  /** The exchange that waits. */
  held: string | undefined
}) {
  const messages = useMemo(() => {
    if (recorded === undefined) return []
    const { recording } = recorded.reader.read(recorded.entries)
    const shown = recording.exchanges.filter((one) => !isHelper(one))
    return messagesOf(shown, { prefix })
  }, [recorded])
  const about = new Set(
    (check.steps.find(({ state }) => state === 'open')?.lines ?? []).flatMap(
      ({ exchange }) => exchange ?? [],
    ),
  )
  const pinned = new Set(
    messages
      .filter(({ exchange }) => about.has(exchange.entry._oauth?.id ?? ''))
      .map(({ key }) => key),
  )
  const addressOf = ({ exchange, side }: FlowMessage) =>
    `/flow?message=${exchange.entry._oauth?.id ?? ''}&side=${side}`
  return (
    <div className="live" id="live">
      <header>
        <h2>On the wire</h2>
      </header>
      {messages.length === 0 ? (
        <p className="quiet">No message yet. What you do appears here as it happens.</p>
      ) : (
        <Diagram
          messages={messages}
          addressOf={addressOf}
          pinned={pinned}
          waiting={
            held === undefined ? undefined : (
              <>
                <span className="pass">
                  <i className="lamp" />
                </span>
                The next message is held.{' '}
                <Link to={`/flow?flow=all&message=${held}`}>Open the held message</Link>
              </>
            )
          }
        />
      )}
    </div>
  )
}
