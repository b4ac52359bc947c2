// The line door's grammar, reading: one line in, one command, one refusal or nothing (a blank line) out.
import { isPlainText, trimBlanks, trimBlanksAtEnd } from './characters.ts'
import { limits } from './limits.ts'
import type { Command } from './messages.ts'
import { Refusal } from './refusals.ts'

const bare = /^(?:(status)(?:[ \t]+(\d+))?|(list)(?:[ \t]+(.*))?|(get|put)[ \t](.*)|(file):(.*)|(help|exit))$/i
const mayBeCommand = /^[/slgpfhe]/i
const blank = /^[ \t]*$/
const slash = /^\/([a-z]+)(?:[ \t](.*))?$/i
const slashFile = /^\/file:(.*)$/i
const whole = /^\d+$/
const numberOf = (digits: string): number => Math.min(Number(digits), Number.MAX_SAFE_INTEGER)

/** What a line asks for, undefined for a blank one. */
export function readCommand(line: string): Command | Refusal | undefined {
  if (blank.test(line)) return undefined
  if (!isPlainText(line)) return refuseCharacters(line)
  if (!mayBeCommand.test(line)) return { verb: 'say', text: line }
  if (line.startsWith('/')) return readSlash(line)
  // `get ` alone is a command that lacks something, not a message `get`: only what stands after the word is trimmed.
  const found = bare.exec(line.length > 4 ? line.slice(0, 4) + trimBlanksAtEnd(line.slice(4)) : line)
  if (found === null) return { verb: 'say', text: line }
  const [, status, past, list, after, transfer, rest, file, name, word] = found
  if (status !== undefined) return readWord('status', past ?? '')
  if (list !== undefined) return readWord('list', after ?? '')
  if (transfer !== undefined) return readWord(transfer.toLowerCase(), rest ?? '')
  if (file !== undefined) return readWord('file', name ?? '')
  return readWord((word ?? '').toLowerCase(), '')
}

/** Where bytes follow the line at once they have to be read and thrown away, so such a `put` goes on to be refused for its name. */
function refuseCharacters(line: string): Command | Refusal {
  const [, rest] = /^\/?put[ \t](.*)$/is.exec(line) ?? []
  const put = rest === undefined ? undefined : readPut(trimBlanks(rest))
  const bytesFollow = put instanceof Refusal ? put.closes : put?.verb === 'put' && put.begin === 'now'
  return put !== undefined && bytesFollow ? put : new Refusal('bad-character')
}

function readSlash(line: string): Command | Refusal {
  const [, file] = slashFile.exec(line) ?? []
  if (file !== undefined) return readWord('file', file)
  const [, word, rest] = slash.exec(line) ?? []
  const verb = word?.toLowerCase() ?? ''
  return readWord(verb, rest ?? '')
}

function readWord(word: string, rest: string): Command | Refusal {
  const argument = trimBlanks(rest)
  switch (word) {
    case 'say':
      return blank.test(rest) ? usage('/say <text>') : { verb: 'say', text: rest }
    case 'status':
      return numbered(
        argument,
        limits.statusPastDefault,
        limits.statusPastMax,
        past => ({ verb: 'status', past }),
        'status [how many past sessions]',
      )
    case 'list':
      return { verb: 'list', after: unquoted(argument) }
    case 'get':
      return readGet(argument)
    case 'file':
      return argument === '' ? usage('file:<name>') : { verb: 'get', readings: [{ name: unquoted(argument), offset: 0 }] }
    case 'put':
      return readPut(argument)
    case 'follow': {
      const [, transfer, offset = '0'] = /^([0-9a-f]{32})(?:[ \t]+(\d{1,15}))?$/.exec(argument) ?? []
      return transfer === undefined ? usage('/follow <transfer> [offset]') : { verb: 'follow', transfer, offset: Number(offset) }
    }
    case 'cancel':
      return /^[0-9a-f]{32}$/.test(argument) ? { verb: 'cancel', transfer: argument } : usage('/cancel <transfer>')
    case 'delete':
      return argument === '' ? usage('/delete <name>') : { verb: 'remove', name: unquoted(argument) }
    case 'move':
      return readMove(argument)
    case 'keep':
      if (argument === '') return { verb: 'keep' }
      return argument === '-' || /^\d{1,5}$/.test(argument)
        ? { verb: 'keep', days: argument === '-' ? null : Number(argument) }
        : usage("/keep [days, or - for the hub's own]")
    case 'share':
      return readShare(argument)
    case 'shares':
      return argument === '' ? usage('/shares <name>') : { verb: 'shares', name: unquoted(argument) }
    case 'unshare': {
      const [, name, share] = /^(.*[^ \t])[ \t]+([0-9a-f]{16})$/.exec(argument) ?? []
      return name === undefined || share === undefined ? usage('/unshare <name> <link>') : { verb: 'unshare', name: unquoted(name), share }
    }
    case 'history':
      return numbered(
        argument,
        limits.historyRowsDefault,
        limits.historyRowsMax,
        rows => ({ verb: 'history', rows }),
        '/history [how many]',
      )
    case 'since':
      return whole.test(argument) ? { verb: 'since', seq: numberOf(argument) } : usage('/since <seq>')
    case 'join':
      return argument === '' ? usage('/join <#room>') : { verb: 'join', room: roomName(argument), make: true }
    case 'create':
      return readCreate(argument)
    case 'leave':
      return argument === '' ? { verb: 'leave' } : { verb: 'leave', room: roomName(argument) }
    case 'rooms':
      return argument === '' ? { verb: 'rooms' } : { verb: 'rooms', after: argument }
    case 'topic':
      return argument === '' ? { verb: 'topic' } : { verb: 'topic', text: argument }
    case 'invite':
      return argument === '' ? usage('/invite <name>') : { verb: 'invite', name: argument }
    case 'rename':
      return argument === '' ? usage('/rename <#room>') : { verb: 'rename', name: argument }
    case 'archive':
    case 'unarchive':
      return argument === '' ? { verb: 'archive', on: word === 'archive' } : usage(`/${word}, with nothing after it`)
    case 'msg':
      return readMsg(rest)
    case 'search':
      return argument === '' ? usage('/search <words>') : { verb: 'search', text: argument }
    case 'edit':
    case 'reply':
    case 'unsay':
    case 'react':
    case 'unreact':
      return readChange(word, rest)
    case 'name':
      return argument === '' ? usage('/name <new name>') : { verb: 'name', name: argument }
    case 'resume':
      return argument === '' ? usage('/resume <token>') : { verb: 'resume', token: argument }
    case 'login':
      return argument === '' || /\s/.test(argument)
        ? usage('/login <login>; the password is asked for')
        : { verb: 'login', login: argument, password: '' }
    case 'register': {
      const [, login, invitation] = /^(\S+)(?:[ \t]+(\S+))?$/.exec(argument) ?? []
      if (login === undefined) return usage('/register <login> [invitation]; the password is asked for')
      return { verb: 'register', login, password: '', ...(invitation !== undefined && { invitation }) }
    }
    case 'password':
      return argument === ''
        ? { verb: 'password', old: '', new: '' }
        : usage('/password, with nothing after it; the passwords are asked for')
    case 'twosteps': {
      const [, act, code] = /^(begin|confirm|end|codes)(?:[ \t]+(.+))?$/.exec(argument) ?? []
      if (act === 'confirm' && code !== undefined) return { verb: 'twosteps', act, code }
      if (code === undefined && (act === 'begin' || act === 'end' || act === 'codes')) return { verb: 'twosteps', act }
      return usage('/twosteps begin, /twosteps confirm <code>, /twosteps codes, /twosteps end')
    }
    case 'admin':
      return argument === '' ? usage('/admin <command>, such as /admin people') : { verb: 'admin', line: argument }
    case 'signout':
      return argument === '' ? { verb: 'signout' } : { verb: 'signout', which: argument }
    case 'account':
    case 'help':
    case 'exit':
    case 'who':
    case 'limits':
    case 'transfers':
    case 'token':
    case 'forget':
    case 'json':
      return argument === '' ? { verb: word } : usage(`/${word}, with nothing after it`)
    default:
      return new Refusal('unknown-command')
  }
}

const usage = (form: string): Refusal => new Refusal('bad-command', `The form is: ${form}. To say this line, use /say.`)

function numbered(argument: string, initial: number, most: number, make: (count: number) => Command, form: string): Command | Refusal {
  if (argument === '') return make(initial)
  return whole.test(argument) ? make(Math.min(numberOf(argument), most)) : usage(form)
}

/** A room's name may be typed without its `#`. */
const roomName = (typed: string): string => (/^[#@]/.test(typed) ? typed : `#${typed}`)

function readCreate(argument: string): Command | Refusal {
  const [, name, kind] = /^(\S+)(?:[ \t]+(open|private))?$/i.exec(argument) ?? []
  if (name === undefined) return usage('/create <#room> [open|private]')
  return { verb: 'create', name: roomName(name), kind: kind?.toLowerCase() === 'private' ? 'private' : 'open' }
}

function readMsg(rest: string): Command | Refusal {
  const [, names, text] = /^[ \t]*(\S+)[ \t](.*)$/s.exec(rest) ?? []
  if (names === undefined || text === undefined || blank.test(text)) return usage('/msg <name>[,<name>] <text>')
  const people = names.split(',').map(name => name.replace(/^@/, ''))
  return people.includes('') ? usage('/msg <name>[,<name>] <text>') : { verb: 'msg', names: people, text }
}

function readChange(word: 'edit' | 'reply' | 'unsay' | 'react' | 'unreact', rest: string): Command | Refusal {
  const [, digits, text = ''] = /^[ \t]*(\d+)(?:[ \t](.*))?$/s.exec(rest) ?? []
  const seq = numberOf(digits ?? '')
  const wrong = digits === undefined || blank.test(text) !== (word === 'unsay')
  switch (word) {
    case 'edit':
      return wrong ? usage('/edit <seq> <text>') : { verb: 'edit', seq, text }
    case 'reply':
      return wrong ? usage('/reply <seq> <text>') : { verb: 'say', text, replyTo: seq }
    case 'unsay':
      return wrong ? usage('/unsay <seq>') : { verb: 'delete', seq }
    case 'react':
    case 'unreact':
      return wrong ? usage(`/${word} <seq> <emoji>`) : { verb: 'react', seq, emoji: trimBlanks(text), on: word === 'react' }
  }
}

/** Between the first and the last double quote a name stands as it is. */
const unquoted = (name: string): string => (name.length >= 2 && name.startsWith('"') && name.endsWith('"') ? name.slice(1, -1) : name)

/** Where a name holds ` to `, quotes say which. */
function readMove(argument: string): Command | Refusal {
  const [, name, to] = /^(".+?"|.+?)[ \t]+to[ \t]+(".+"|.+)$/.exec(argument) ?? []
  return name === undefined || to === undefined
    ? usage('/move <name> to <new name>')
    : { verb: 'move', name: unquoted(name), to: unquoted(to) }
}

/** Read from the right: options first, then the name, which quotes keep as it is. */
function readShare(argument: string): Command | Refusal {
  const options: { hours?: number; downloads?: number; password?: string } = {}
  let name = argument
  for (;;) {
    const [, before, option, value = ''] = /^(.*[^ \t])[ \t]+(hours|downloads|password)[ \t]+([^ \t]+)$/i.exec(name) ?? []
    const key = option?.toLowerCase()
    if (before === undefined || value.endsWith('"')) break
    if (key === 'password' && options.password === undefined) options.password = value
    else if (key === 'hours' && options.hours === undefined && isCount(value)) options.hours = numberOf(value)
    else if (key === 'downloads' && options.downloads === undefined && isCount(value)) options.downloads = numberOf(value)
    else return usage('/share <name> [hours <n>] [downloads <n>] [password <word>]')
    name = before
  }
  return name === ''
    ? usage('/share <name> [hours <n>] [downloads <n>] [password <word>]')
    : { verb: 'share', name: unquoted(name), ...options }
}

const isCount = (digits: string): boolean => whole.test(digits) && numberOf(digits) > 0

function readGet(argument: string): Command | Refusal {
  if (argument === '') return usage('get <name> [offset]')
  const [, shorter, offset] = /^(.*[^ \t])[ \t]+(\d{1,15})$/.exec(argument) ?? []
  const readings = [{ name: unquoted(argument), offset: 0 }]
  if (shorter !== undefined) {
    const reading = { name: unquoted(shorter), offset: Number(offset) }
    // A quoted name is never ambiguous.
    if (/^".+"$/.test(shorter)) return { verb: 'get', readings: [reading] }
    readings.push(reading)
  }
  return { verb: 'get', readings }
}

/** Read from the right, so that a name may hold spaces and numbers: options first, then the length, then the name. */
function readPut(argument: string): Command | Refusal {
  let rest = argument
  let now = false
  let rename = false
  let resume: string | undefined
  for (;;) {
    const [, before, option, hash] = /^(.*[^ \t])[ \t]+(?:(now|rename)|resume[ \t]+([0-9a-f]{64}))$/is.exec(rest) ?? []
    if (before === undefined) break
    if (hash !== undefined && resume === undefined) resume = hash.toLowerCase()
    else if (option?.toLowerCase() === 'now' && !now) now = true
    else if (option?.toLowerCase() === 'rename' && !rename) rename = true
    else break
    rest = before
  }
  const [, name, bytes] = /^(.*[^ \t])[ \t]+(\d{1,15})$/s.exec(rest) ?? []
  if (name === undefined || (now && resume !== undefined)) {
    const form = 'put <name> <bytes> [now] [rename], or put <name> <bytes> [rename] resume <sha256>'
    if (!now) return usage(form)
    return new Refusal(
      'bad-command',
      `The form is: ${form}. The bytes that follow cannot be told from commands, so the connection closes.`,
      { closes: true },
    )
  }
  return { verb: 'put', name: unquoted(name), bytes: Number(bytes), rename, begin: now ? 'now' : 'when-ready', resume }
}
