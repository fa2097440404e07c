import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import { isBareUrl } from './bare-url.ts'

test('scheme, host and port are the URL of an external program', () => {
  for (const url of [
    'http://localhost:4000',
    'https://own:443',
    'http://OWN:80/',
    'http://[::1]:4000',
  ]) {
    equal(isBareUrl(url), true, url)
  }
})

test('a path, query, user or other scheme is refused', () => {
  for (const url of [
    'localhost:4000',
    'ftp://own',
    'http://own/app',
    'http://own?',
    'http://me:pw@own',
    '',
  ]) {
    equal(isBareUrl(url), false, url)
  }
})
