// Files as people hand them to a page: chosen, dropped with folders and all that is in them, or pasted.
import { isFileTarget } from '../../protocol/file-names.ts'

/** A file and the name under which it is to be left. */
export type Gathered = { readonly name: string; readonly file: File }
export type Gathering = { readonly files: readonly Gathered[]; readonly hidden: number; readonly tooMany: boolean }

/** More at once would be a job for a program. */
export const gatheredMax = 5_000

/** Opens the browser's own choice. Nothing happens when it is closed without one. */
export function choose(what: 'files' | 'folder' | 'one', onChosen: (gathering: Gathering) => void): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = what !== 'one'
  input.webkitdirectory = what === 'folder'
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])].map(file => ({
      name: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath,
      file,
    }))
    onChosen(sorted(files.slice(0, gatheredMax), files.length > gatheredMax))
  })
  input.click()
}

/** What was dropped. The transfer is read at once: it is empty when the event is over. */
export function dropped(transfer: DataTransfer): Promise<Gathering> {
  const entries = [...transfer.items].flatMap(item => item.webkitGetAsEntry() ?? [])
  const plain = [...transfer.files]
  return entries.length === 0 ? Promise.resolve(sorted(plain.map(file => ({ name: file.name, file })))) : walked(entries)
}

async function walked(entries: readonly FileSystemEntry[]): Promise<Gathering> {
  const files: Gathered[] = []
  let tooMany = false
  let waiting = [...entries]
  for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
    if (files.length >= gatheredMax) {
      tooMany = true
      break
    }
    if (isFile(entry)) files.push({ name: entry.fullPath.replace(/^\//, ''), file: await fileOf(entry) })
    else if (isFolder(entry)) waiting = [...(await childrenOf(entry)), ...waiting]
  }
  return sorted(files, tooMany)
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject))

/** A reader gives them a hundred at a time. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return all
    all.push(...some)
  }
}

/** What was pasted, unless it is text that brought a picture of itself along, as spreadsheets do. `when`: for pictures, which have no name. */
export function pasted(data: DataTransfer, when: string): Gathering | undefined {
  const files = [...data.files]
  const isText = data.types.includes('text/plain') && data.types.includes('text/html')
  if (files.length === 0 || isText) return undefined
  return sorted(files.map(file => ({ name: file.name === 'image.png' ? `${when}.png` : file.name, file })))
}

/** Hidden files of a folder (`.git`, `.DS_Store`) nobody means; and a name that no shelf takes is made one. */
function sorted(all: readonly Gathered[], tooMany = false): Gathering {
  const isHidden = ({ name }: Gathered): boolean => name.includes('/') && name.split('/').some(part => part.startsWith('.'))
  const files = all.filter(one => !isHidden(one)).map(({ name, file }) => ({ name: fitting(name), file }))
  return { files, hidden: all.length - files.length, tooMany }
}

function fitting(name: string): string {
  if (isFileTarget(name)) return name
  const made = name
    .split('/')
    .map(part =>
      part
        .replace(/[\p{C}\\]/gu, '_')
        .replace(/^[. ]+|[. ]+$/g, '_')
        .slice(-200),
    )
    .join('/')
  // What is still refused is told by the hub, with a sentence.
  return isFileTarget(made) ? made : name
}
