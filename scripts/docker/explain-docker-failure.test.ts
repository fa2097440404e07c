import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explainDockerFailure } from './explain-docker-failure.ts'

const said: readonly [string, string, RegExp][] = [
  [
    'an engine that does not run',
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    /engine does not answer; start it/,
  ],
  [
    'a socket that this user may not open',
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: connect: permission denied',
    /add it to the group docker/,
  ],
  [
    'a missing Compose plugin',
    "docker: 'compose' is not a docker command.\nSee 'docker --help'",
    /install docker-compose-plugin/,
  ],
  [
    'a port that another container has',
    'Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:443 failed: port is already allocated',
    /^port 443 of 127\.0\.0\.1 is in use; .*--port/,
  ],
  [
    'a port that a program has',
    'driver failed programming external connectivity on endpoint x: failed to bind host port for 127.0.0.1:80:172.20.0.2:80/tcp: address already in use',
    /^port 80 of 127\.0\.0\.1 is in use; .*LAB_HTTP_PORT/,
  ],
  [
    'a base image that no registry gives',
    'ERROR: failed to solve: node:26.10.0-slim: failed to resolve source metadata for docker.io/library/node:26.10.0-slim: failed to do request: Head: dial tcp: lookup: no such host',
    /^the base image node:26.10.0-slim is not on this machine, .*base-images\.ts/,
  ],
  [
    'an authority that npm does not know',
    '#27 30.1 npm error code SELF_SIGNED_CERT_IN_CHAIN',
    /set BUILD_CA/,
  ],
  ['a full disk', 'write /x: no space left on device', /disk is full/],
]

for (const [what, output, words] of said) {
  test(`${what} is told with what to do`, () => {
    assert.match(explainDockerFailure(`something before\n${output}\n`), words)
  })
}

test('of an unknown failure the last line is told', () => {
  assert.equal(explainDockerFailure('first\nlast\n\n'), 'docker failed: last')
  assert.equal(explainDockerFailure(''), 'docker failed: it said nothing')
})
