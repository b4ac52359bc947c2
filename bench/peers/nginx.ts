// nginx: the yardstick for downloads, one process, with sendfile or with read and write as a program has to that looks at the bytes.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../compile.ts'
import type { Peer, Place } from './peer.ts'

/** Files of a certificate and its key. */
type Tls = { readonly chain: string; readonly key: string }

// In one process without a master, so that its processor time and memory are those of one pid.
const configure = ({ folder, port, files }: Place, sendfile: boolean, tls: Tls | undefined): string => {
  const path = join(folder, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(kind => `${kind}_temp_path ${join(folder, kind)};`).join(' ')
  writeFileSync(
    path,
    `${process.getuid?.() === 0 ? 'user root; ' : ''}daemon off; master_process off; pid ${join(folder, 'nginx.pid')}; error_log stderr;
events { worker_connections 64; }
http {
  access_log off; ${temporary}
  sendfile ${sendfile ? 'on' : 'off'}; client_max_body_size 0;
  server { listen 127.0.0.1:${port}${tls ? ` ssl; ssl_certificate ${tls.chain}; ssl_certificate_key ${tls.key}` : ''}; root ${files}; location /in/ { dav_methods PUT; } }
}
`,
  )
  return path
}

export const nginxHowToGet = 'nginx is not installed: `apt install nginx-light`, or https://nginx.org.'

export const findNginx = (sendfile: boolean, tls?: Tls): Peer | undefined => {
  const program = findProgram('nginx')
  if (program === undefined) return undefined
  return {
    name: 'nginx',
    version: `nginx ${/nginx\/(\S+)/.exec(spawnSync(program, ['-v'], { encoding: 'utf8' }).stderr)?.[1] ?? ''}`,
    isChatty: false,
    command: place => [program, '-p', place.folder, '-c', configure(place, sendfile, tls)],
  }
}
