import assert from 'node:assert/strict'
import test from 'node:test'
import { hintFor, nearest } from './nearest.ts'

const commands = ['up', 'down', 'status', 'logs', 'token', 'test']

test('a swapped, missing or wrong letter leads to the command that was meant', () => {
  assert.equal(nearest('stauts', commands), 'status')
  assert.equal(nearest('tokn', commands), 'token')
  assert.equal(nearest('tesr', commands), 'test')
})

test('a word that resembles nothing has no nearest match', () => {
  assert.equal(nearest('benchmark', commands), undefined)
})

test('a refusal of an unknown word ends with the nearest one, or with all of them', () => {
  assert.equal(hintFor('stauts', ['up', 'status']), 'did you mean status?')
  assert.equal(hintFor('benchmark', ['up', 'status']), 'there are up, status')
})
