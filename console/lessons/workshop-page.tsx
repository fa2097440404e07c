import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { Link } from 'react-router'
import type { LearnerPlace } from '@oauth-lab/kit/admin/lesson-document.ts'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { sessionQuery } from '../api/session.ts'
import { Foot } from '../frame/foot.tsx'
import { Plate } from '../frame/plate.tsx'
import { SandboxLink } from '../lab/sandbox-link.tsx'
import { Copy } from '../parts/copy.tsx'
import { Failure } from '../parts/failure.tsx'
import { Loaded } from '../parts/loaded.tsx'
import { useTitle } from '../parts/use-title.ts'
import './lesson-added.css'
import type { Learner } from './lesson-types.ts'

const key = ['workshop']

/** The teacher's page: places for learners, and how far each one is. */
export function Component() {
  useTitle('Workshop', 'Lessons')
  const { data: session } = useQuery(sessionQuery)
  return (
    <>
      <Plate section="/lessons" />
      <main className="page" id="main" tabIndex={-1}>
        <p>
          <Link to="/lessons">Lessons</Link>
        </p>
        <h1>Workshop</h1>
        {session?.wholeLab ? (
          <Workshop />
        ) : (
          <p className="lead">
            This page is the teacher’s. It belongs to the whole lab, and you are signed in at one
            sandbox. <a href="/console/lessons/workshop">Open it at the lab’s own address</a>
          </p>
        )}
      </main>
      <Foot />
    </>
  )
}

function Workshop() {
  const [made, setMade] = useState<readonly LearnerPlace[]>([])
  const workshop = useQuery({
    queryKey: key,
    queryFn: () =>
      dataOf(control.GET('/control/api/workshop', { params: { query: { size: 500 } } })),
    refetchInterval: 5000,
  })
  return (
    <>
      <p className="lead">
        Each learner gets a sandbox and a password that is good there alone. You see here how far
        each one is. In a shell <code>./lab workshop</code> does the same.
      </p>
      <div className="stack workshop">
        <Make onMade={(places) => setMade([...places, ...made])} />
        {made.length > 0 && <Made places={made} />}
        <Loaded name="The workshop" queries={[workshop]}>
          {() => <Standings learners={workshop.data!.items} />}
        </Loaded>
      </div>
    </>
  )
}

function Make({ onMade }: { onMade: (places: readonly LearnerPlace[]) => void }) {
  const queries = useQueryClient()
  const make = useMutation({
    mutationFn: (learners: number) =>
      dataOf(control.POST('/control/api/workshop', { body: { learners } })),
    onSuccess({ items }) {
      onMade(items)
      void queries.invalidateQueries({ queryKey: key })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    make.mutate(Number(new FormData(event.currentTarget).get('learners')))
  }
  return (
    <form className="card stack" onSubmit={submit}>
      <h2>Make places</h2>
      {make.error && <Failure title="No place was made" error={make.error} />}
      <div className="field">
        <label htmlFor="learners">How many learners, 20 at once</label>
        <input
          id="learners"
          name="learners"
          type="number"
          min={1}
          max={20}
          defaultValue={5}
          required
        />
      </div>
      <p className="row">
        <button className="button primary" disabled={make.isPending}>
          Make them
        </button>
      </p>
    </form>
  )
}

function Made({ places }: { places: readonly LearnerPlace[] }) {
  const lines = places.map(({ link, username, password }) => `${link} ${username} ${password}`)
  return (
    <section className="card list" aria-labelledby="made-title">
      <header className="list-head">
        <h2 id="made-title">One line for each learner</h2>
        <Copy text={lines.join('\n')} what="all lines" />
      </header>
      <p className="pad">
        The passwords are shown once: the lab keeps no more than a hash of them.
      </p>
      <table className="rows" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              Link
            </th>
            <th role="columnheader" scope="col">
              User
            </th>
            <th role="columnheader" scope="col">
              Password
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {places.map(({ sandbox, link, username, password }) => (
            <tr key={sandbox} role="row">
              <td role="cell" className="main">
                <code>{link}</code>
              </td>
              <td role="cell" data-label="User">
                <code>{username}</code>
              </td>
              <td role="cell" data-label="Password">
                <code>{password}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Standings({ learners }: { learners: readonly Learner[] }) {
  if (learners.length === 0) {
    return <p className="quiet">There is no place yet.</p>
  }
  return (
    <section className="card list" aria-labelledby="learners-title">
      <header className="list-head">
        <h2 id="learners-title">Learners</h2>
      </header>
      <table className="rows" role="table">
        <thead role="rowgroup">
          <tr role="row">
            {['Place', 'Lesson', 'Step', 'Missed', 'Last message'].map((title) => (
              <th key={title} role="columnheader" scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {learners.map((learner) => (
            <Standing key={learner.sandbox} learner={learner} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** The lesson at which a learner is, and how many are done. */
function Standing({ learner: { sandbox, base, lessons } }: { learner: Learner }) {
  const done = lessons.filter(({ standing }) => standing.state === 'done').length
  const last = lessons.toSorted((a, b) => b.heardAt.localeCompare(a.heardAt))[0]
  const open = lessons.find(({ standing }) => standing.state === 'under-way')
  return (
    <tr role="row">
      <td role="cell" className="main">
        <SandboxLink sandbox={sandbox} href={`${base}/console/lessons`}>
          {sandbox}
        </SandboxLink>
      </td>
      <td role="cell" data-label="Lesson">
        {open === undefined ? 'none is open' : open.number}
        {done > 0 && <span className="sub">{done} done</span>}
      </td>
      <td role="cell" data-label="Step">
        {open && `${open.standing.step} of ${open.standing.steps}: ${open.standing.title ?? ''}`}
      </td>
      <td role="cell" data-label="Missed">
        {open?.tries}
      </td>
      <td role="cell" data-label="Last message">
        {last && (
          <time className="one-line" dateTime={last.heardAt}>
            {new Date(last.heardAt).toLocaleTimeString()}
          </time>
        )}
      </td>
    </tr>
  )
}
