/** What people meet when Docker fails, and what to do about it. */
const causes: readonly [RegExp, (match: RegExpExecArray) => string][] = [
  [
    /permission denied .*docker.*(?:sock|API)|docker.*sock.*permission denied/i,
    () =>
      'this user may not talk to the Docker engine; add it to the group docker (sudo usermod -aG docker "$USER") and log in again',
  ],
  [
    /cannot connect to the docker daemon|error during connect|is the docker daemon running|docker daemon is not running/i,
    () =>
      'the Docker engine does not answer; start it (Docker Desktop, or sudo systemctl start docker) and try again',
  ],
  [
    /'compose' is not a docker command|unknown docker command: "?compose|unknown (?:shorthand )?flag: .*(?:-p\b|--project-name)/i,
    () =>
      'docker is there, its Compose plugin is not; install docker-compose-plugin (https://docs.docker.com/compose/install/)',
  ],
  [
    /(?:bind for |host port for |listen tcp4? ?)(\[[\da-f:]+\]|[\d.]+):(\d+)[^\n]*(?:already allocated|already in use|permission denied|forbidden)/i,
    ([, address, port]) => portInUse(address!, Number(port)),
  ],
  [
    /(?:failed to resolve source metadata for|failed to resolve reference|pull access denied for|manifest for) "?(?:docker\.io\/)?(?:library\/)?([\w./-]+(?::[\w.-]+)?)/i,
    ([, image]) =>
      `the base image ${image} is not on this machine, and no registry gave it; connect to one (docker pull ${image} shows what is wrong), or make it from Debian’s packages: npm ci && node_modules/.bin/node tests/runner/base-images.ts`,
  ],
  [
    /SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT|unable to get local issuer certificate|self.signed certificate in certificate chain/i,
    () =>
      'npm does not trust the registry’s certificate; behind a proxy with an authority of its own set BUILD_CA to its certificate (PEM)',
  ],
  [
    /no space left on device/i,
    () =>
      'the engine’s disk is full; docker system df shows what takes it, docker builder prune frees some',
  ],
]

/** Says in one line why a Docker command failed, and what to do, as far as its output tells. */
export function explainDockerFailure(output: string): string {
  for (const [pattern, explain] of causes) {
    const match = pattern.exec(output)
    if (match !== null) return explain(match)
  }
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return `docker failed: ${lines.at(-1)?.trim() ?? 'it said nothing'}`
}

/** What to do about a port that somebody else has. */
const ways: Record<string, string> = {
  LAB_PORT: 'choose another with --port (LAB_PORT)',
  LAB_MTLS_PORT: 'choose another with --mtls-port (LAB_MTLS_PORT)',
}

export function portInUse(
  address: string,
  port: number,
  variable = port === 80 ? 'LAB_HTTP_PORT' : 'LAB_PORT',
): string {
  const way = ways[variable] ?? 'choose another for the redirect with LAB_HTTP_PORT (empty: any)'
  return `port ${port} of ${address} is in use; stop what listens there, or ${way}`
}
