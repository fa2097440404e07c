import assert from 'node:assert/strict'
import { test } from 'node:test'
import { machineStages, scale } from './scale.ts'

test('a flow shows what is done, where it is, and what comes', () => {
  assert.equal(
    scale('Consent').source.replaceAll(/<\/?ol[^>]*>/g, ''),
    '<li class="done">Ask</li><li class="done">Sign in</li><li aria-current="step">Consent</li><li>Exchange</li><li>Use</li>',
  )
})

test('a flow that stopped says so in words', () => {
  assert.match(scale('Ask', { stopped: true }).source, /class="stopped"[^>]*>Ask, stopped</)
})

test('a flow without a person has no stage for one', () => {
  const shown = scale('Use', { of: machineStages }).source
  assert.doesNotMatch(shown, /Ask|Sign in|Consent/)
  assert.match(shown, /<li class="done">Exchange<\/li><li aria-current="step">Use<\/li>/)
})
