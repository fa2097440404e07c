import { Link } from 'react-router'
import { readJwt } from '@oauth-lab/explain/exchange/jwt.ts'
import { Copy } from '../parts/copy.tsx'
import { learn } from './learn.ts'
import type { Answer } from './send.ts'

/** What came back, with the way to it in the flow; its tokens can be judged. */
export function AnswerCard({ answer }: { answer: Answer }) {
  const learnt = learn(answer.body)
  const names = Object.entries(learnt).flatMap(([name, value]) => (value === '' ? [] : [name]))
  const tokens = Object.entries(learnt).filter(
    ([name, value]) => name !== 'id_token_hint' && readJwt(value) !== undefined,
  )
  return (
    <section className="card stack" aria-label="Answer">
      <h2>
        Answer:{' '}
        {answer.status === 'redirect' ? 'a redirect, which the browser hides' : answer.status}
      </h2>
      <p className="row">
        <Link to={placeOf(answer)}>See it in the flow</Link>
        {tokens.map(([name, token]) => (
          <Link key={name} to="/token" state={{ pasted: token }}>
            Judge the {name}
          </Link>
        ))}
      </p>
      {names.length > 0 && (
        <p className="note">Kept in this tab for the requests that follow: {names.join(', ')}.</p>
      )}
      <Block title="Headers" text={answer.headers} />
      {answer.body !== '' && <Block title="Body" text={answer.body} />}
    </section>
  )
}

function placeOf({ id, within }: Answer): string {
  if (id !== undefined) return `/flow?message=${encodeURIComponent(id)}`
  return within === undefined ? '/flow?flow=all' : `/flow?within=${encodeURIComponent(within)}`
}

/** A text to copy. */
export function Block({ title, text }: { title: string; text: string }) {
  return (
    <div className="code-block">
      <header>
        {title} <Copy text={text} what={title} />
      </header>
      <pre tabIndex={0}>{text}</pre>
    </div>
  )
}
