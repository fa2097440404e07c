import { useState } from 'react'
import { Clause } from '../parts/clause.tsx'
import { Copy } from '../parts/copy.tsx'
import { Icon } from '../parts/icon.tsx'
import { RoleShape } from '../parts/role-shape.tsx'
import type { RoleName } from '../parts/role-shape.tsx'
import { LessonText, Pin } from './lesson-text.tsx'
import type { LessonStep, StepCheck } from './lesson-types.ts'
import { Question } from './question.tsx'
import { Todo } from './todo.tsx'

/** One step of a lesson: a title where it is done or to come, all of it where it is open. */
export function Step({
  name,
  step,
  check,
  isOpen,
}: {
  name: string
  step: LessonStep
  check: StepCheck
  isOpen: boolean
}) {
  const [isLooked, setIsLooked] = useState(false)
  const { number, title } = step
  const isDone = check.state === 'done'
  if (!isOpen && !isLooked) {
    return (
      <li className={isDone ? 'done' : 'next'}>
        <span className="no" aria-hidden="true">
          {number}
        </span>
        <h2>
          <span className="hidden">
            Step {number}, {isDone ? 'done' : 'to come'}:{' '}
          </span>
          {isDone ? (
            <button className="undo" type="button" onClick={() => setIsLooked(true)}>
              {title}
            </button>
          ) : (
            title
          )}
          {isDone && (
            <span className="pass">
              <Icon name="pass" className="state" />
            </span>
          )}
        </h2>
        {isDone && <Evidence lines={check.lines} />}
        {isDone && step.question !== undefined && !check.answered.some(({ right }) => right) && (
          <Question name={name} step={number} question={step.question} answered={check.answered} />
        )}
      </li>
    )
  }
  return (
    <li
      className={check.missing === undefined ? 'current' : 'current missing'}
      {...(isOpen && { 'aria-current': 'step' as const })}
    >
      <span className="no" aria-hidden="true">
        {number}
      </span>
      <h2>
        <span className="hidden">Step {number}: </span>
        {title}
      </h2>
      <p className="idea">
        <LessonText text={step.idea} />
      </p>
      <h3>What to do</h3>
      <Todo text={step.todo} />
      {step.places.length > 0 && (
        <>
          <h3>Where</h3>
          {step.places.map(({ name: place, role, address }) => (
            <Place key={address + place} name={place} role={role} address={address} />
          ))}
        </>
      )}
      <Seen check={check} />
      {step.question !== undefined && (
        <Question name={name} step={number} question={step.question} answered={check.answered} />
      )}
      <Ran ran={step.ran} />
      {!isOpen && (
        <div className="turn">
          <button className="button plain" type="button" onClick={() => setIsLooked(false)}>
            Fold it
          </button>
        </div>
      )}
    </li>
  )
}

/** What a step that is done has seen: its messages stay at hand, for texts name them. */
function Evidence({ lines }: { lines: StepCheck['lines'] }) {
  const messages = lines.filter(({ exchange }) => exchange !== undefined)
  return (
    <p className="at-hand">
      Seen: <LessonText text={lines.at(-1)?.words ?? ''} />{' '}
      {messages.map(({ exchange, name }) => (
        <Pin key={exchange} exchange={exchange!} name={name ?? 'it'} />
      ))}
    </p>
  )
}

function Place({ name, role, address }: { name: string; role: string; address: string }) {
  const isRole = ['browser', 'client', 'authserver', 'resserver', 'door'].includes(role)
  return (
    <div className="place">
      {isRole ? (
        <RoleShape role={role as RoleName} size="m" />
      ) : (
        <Icon name={role === 'spa' ? 'client-public' : 'lab'} className="role client" />
      )}
      <p>
        <b>{name}</b>
        <code>{address}</code>
      </p>
      {/^https?:/.test(address) && (
        <a className="button small" href={address} target="_blank" rel="noopener">
          <Icon name="open" />
          Open<span className="hidden"> {name} in a new tab</span>
        </a>
      )}
    </div>
  )
}

/** What the lab saw, what is missing, and where to look. */
function Seen({ check }: { check: StepCheck }) {
  const { lines, missing, tries, look, answer } = check
  const [rung, setRung] = useState(0)
  const shown = Math.max(rung, tries >= 3 ? 2 : tries >= 2 ? 1 : 0)
  return (
    <>
      <h3>What the lab saw</h3>
      <ul className="checks">
        {lines.map(({ words, seen, exchange, name, clause, values }, index) => (
          <li key={index} className={seen ? 'pass' : 'idle'}>
            <Icon name={seen ? 'pass' : 'idle'} className="state" />
            <p>
              {seen ? 'Seen: ' : <b className="word">Not seen yet: </b>}
              <LessonText text={words} />{' '}
              {seen && exchange !== undefined && <Pin exchange={exchange} name={name ?? 'it'} />}
              {values.map(({ name: of, value }) => (
                <span key={of} className="sub">
                  <code>
                    {of}: {value}
                  </code>
                </span>
              ))}
            </p>
            {clause !== undefined && (
              <p className="clause">
                <Clause clause={clause} />
              </p>
            )}
          </li>
        ))}
      </ul>
      {missing && (
        <>
          <div className="alert fail" role="status">
            <Icon name="fail" className="state" />
            <h3>
              Missing: <LessonText text={missing.title} />
            </h3>
            <p>
              <LessonText text={missing.text} />{' '}
              {missing.exchange !== undefined && <Pin exchange={missing.exchange} name="it" />}
            </p>
          </div>
          {missing.compare.map(({ name, wanted, found }) => (
            <dl className="compare" key={name}>
              <div className="fail">
                <dt>{name}, found</dt>
                <dd>{found}</dd>
              </div>
              <div className="pass">
                <dt>{name}, wanted</dt>
                <dd>{wanted}</dd>
              </div>
            </dl>
          ))}
        </>
      )}
      {check.state === 'open' && (
        <>
          {shown >= 1 && look !== '' && (
            <>
              <h3>Where to look</h3>
              <p>
                <LessonText text={look} />
              </p>
            </>
          )}
          {shown >= 2 && answer !== '' && (
            <p>
              <LessonText text={answer} />
            </p>
          )}
          {shown < 2 && (
            <p className="note">
              <button className="undo" type="button" onClick={() => setRung(shown + 1)}>
                {shown === 0 ? 'Where to look' : 'Show it'}
              </button>
            </p>
          )}
        </>
      )}
    </>
  )
}

function Ran({ ran }: { ran: LessonStep['ran'] }) {
  if (ran.length === 0) return null
  return (
    <details className="ran">
      <summary>Which code ran</summary>
      {ran.map(({ words, file, line, code, first }) => (
        <div key={file + line}>
          <p className="note">
            <LessonText text={words} />
          </p>
          <div className="code-block">
            <header>
              <span>
                <code>{file}</code>, line {line}
              </span>{' '}
              <Copy text={`${file}:${line}`} what="file and line" />
            </header>
            <pre tabIndex={0}>
              {code.split('\n').map((text, at) => {
                const number = first + at
                const content = (
                  <>
                    <b>{number}</b> {text}
                    {'\n'}
                  </>
                )
                return number === line ? (
                  <mark key={number}>{content}</mark>
                ) : (
                  <span key={number}>{content}</span>
                )
              })}
            </pre>
          </div>
        </div>
      ))}
    </details>
  )
}
