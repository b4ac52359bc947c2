// vsftpd: downloads and uploads by FTP, anonymous, one process per session.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findProgram } from '../compile.ts'
import type { Peer } from './peer.ts'

export const vsftpdHowToGet = 'vsftpd is not installed or this is not root, which it needs: `apt install vsftpd`.'

export const findVsftpd = (): Peer | undefined => {
  const program = findProgram('vsftpd')
  if (program === undefined || process.getuid?.() !== 0) return undefined
  return {
    name: 'vsftpd',
    version: 'vsftpd',
    isChatty: false,
    command: ({ folder, port, files }) => {
      const path = join(folder, 'vsftpd.conf')
      // The root of an anonymous session may not be writable: uploads go into a folder of it.
      const uploads = join(files, 'in')
      mkdirSync(uploads, { recursive: true })
      chmodSync(folder, 0o755)
      chmodSync(files, 0o555)
      chmodSync(uploads, 0o777)
      writeFileSync(
        path,
        `listen=YES
listen_address=127.0.0.1
listen_port=${port}
background=NO
anonymous_enable=YES
no_anon_password=YES
anon_root=${files}
write_enable=YES
anon_upload_enable=YES
anon_umask=022
chown_uploads=NO
xferlog_enable=NO
seccomp_sandbox=NO
secure_chroot_dir=${folder}
`,
      )
      return [program, path]
    },
  }
}
