import { oddTarget } from '../odd-target.ts'
import { allowed } from '../refusals.ts'

/** Variables that decide over a request before it has a location, and those of the log. */
export function requestMaps(origins: readonly URL[], names: readonly string[]): string {
  const known = names.map((name) => (name.includes(':') ? `[${name}]` : name))
  return `
# A target may name its scheme and host (RFC 9112 §3.2.2); they replace the Host header.
map $request $sent_path {
  "~*^[^ ]+ (?:https?://[^/?# ]+)?(?<path>/[\\x21-\\x3e\\x40-\\x7e]*)" $path;
  "~*^[^ ]+ https?://[^/?# ]+[? ]" /;
}
map $request $odd {
  "~*^[a-z_-]+ https?://[^/?# ]+[? ]" "";
  "~*^[a-z_-]+ (?:https?://[^/?# ]+)?+${oddTarget}" 400;
}
map $request $asked_host {
  "~*^[^ ]+ https://(?<authority>[^/?# ]+)" $authority;
  "~*^[^ ]+ http://" "";
  default $http_host;
}
map "$server_port $asked_host" $elsewhere {
${origins.map(({ port, host }) => `  "${port || '443'} ${host}" "";`).join('\n')}
  default elsewhere;
}
map $host $known {
${known.map((name) => `  "${name}" known;`).join('\n')}
}
map $http_accept $wanted {
  "~*text/html" html;
  default json;
}
map "$elsewhere $request_method $known $wanted" $misplaced {
  "elsewhere GET known html" 308;
  "~^elsewhere" 421;
}
map $odd$misplaced $refused {
  "~^400" 400;
  default $misplaced;
}
# The way to an error's answer passes here again.
map $uri $refusal {
  volatile;
  "~^/-errors/" "";
  default $refused;
}
map $odd $bad_request {
  400 bad-path;
  default bad-request;
}
# $request_method is GET by then.
map $request $allowed_methods {
  "~^(?:TRACE|CONNECT) " "${allowed.role}";
  default "${allowed.file}";
}
map $status $allow {
  405 $allowed_methods;
  default "";
}`
}

/**
 * The access log: the members of the roles' own lines. No query, no Referer, no header, no body:
 * codes and tokens stand there. nginx's error log quotes requests whole. For the same reason it is
 * off for everything that belongs to a request.
 */
export const logFormat = `
map "$time_iso8601 $msec" $log_time {
  "~^(?<second>[0-9T:-]+)[+]00:00 [0-9]+(?<fraction>[.][0-9]+)$" "$second\${fraction}Z";
  default $time_iso8601;
}
map $request_time $log_ms {
  "~^0\\.0*(?<ms>[0-9]+)$" $ms;
  "~^(?<whole>[0-9]+)\\.(?<rest>[0-9]+)$" $whole$rest;
  default 0;
}
# An error's answer has made a GET of it.
map $request $log_method {
  "~^(?<sent_method>[A-Za-z_-]+) " $sent_method;
  default $request_method;
}
map $status $log_status {
  "~^0" 0;
  default $status;
}
map $remote_addr $outside {
  127.0.0.1 "";
  default outside;
}
log_format lab escape=json
  '{"level":30,"time":"$log_time","role":"webserver","request":"$told_id",'
  '"method":"$log_method","path":"$sent_path","status":$log_status,"ms":$log_ms,'
  '"upstream":"$upstream_addr"}';
access_log /dev/stdout lab;`
