// Names: what may be one, which two are too alike, and which are nobody's to choose.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { lookAlikes } from '../../src/protocol/look-alikes.ts'
import { guestName, isReservedName, nameCodePointsMax, nameKeys, readName } from '../../src/protocol/names.ts'

const words = (text: string): string[] => text.trim().split(/\s+/)
const refused = { code: 'bad-name' }
const mark = '\u0301'
const anyText = fc.string({ unit: 'binary', maxLength: 40 })
const anyUnits = fc.array(fc.nat(0xffff)).map(units => String.fromCharCode(...units))
const anyName = anyText.filter(text => 'name' in readName(text))
// Text at random is hardly ever a name; this one is made of letters that are often imitated.
const likelyName = fc.string({ unit: fc.constantFrom(...'abilmorsIO01еВЅοΝνσςßẞſİıǆéïжシ٣ﬁＡ𝐈ᏴK'), minLength: 1, maxLength: 12 })

const areAlike = (one: string, other: string): boolean => nameKeys(one).some(key => nameKeys(other).includes(key))

// Every character there is, unassigned and private ones left out.
function* allLetters() {
  for (let point = 0; point <= 0x10ffff; point++) {
    const letter = String.fromCodePoint(point)
    if (!/[\p{Cn}\p{Co}]/u.test(letter)) yield letter
  }
}

test('[L47] a name has letters, digits, marks, _, - and . in any script', () => {
  for (const name of words('Ben x 7of9 Anna-Lena a_b.c Zoë Дмитрий Ελένη 美咲 지우 محمد นภัสสร अनुष्का ကျော် מֹשֶׁה')) {
    assert.deepEqual(readName(name), { name: name.normalize('NFC') })
  }
})

test('[L47] a name begins with a letter or a digit and holds nothing else', () => {
  const begins = ['', '_a', '-a', '.a', `${mark}a`, ' a', '#a', '@a', '<a>', '👍', 'Ⅷ', '\ud800']
  const holds = ['a b', 'a ', 'a\t', 'a\n', 'a\0', 'a:', 'a/b', 'a*', 'a👍', 'a\udc00']
  for (const raw of [...begins, ...holds]) assert.deepEqual(readName(raw), refused, JSON.stringify(raw))
})

test('[L47] a name hides nothing: no invisible letters, no bidi controls', () => {
  const points = [
    0xad, 0x34f, 0x61c, 0x115f, 0x17b4, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202e, 0x2066, 0x2069, 0x3164, 0xfe0f, 0xfeff,
    0xffa0, 0xe0100,
  ]
  for (const point of points) assert.deepEqual(readName(`a${String.fromCodePoint(point)}b`), refused, point.toString(16))
})

test('[L47] a name has at most 32 code points, counted after it is brought to NFC', () => {
  for (const letter of ['a', 'e\u0301', '\u03b1\u0314\u0342\u0345', '𝐁']) {
    const name = letter.repeat(nameCodePointsMax)
    assert.deepEqual(readName(name), { name: name.normalize('NFC') })
    assert.deepEqual(readName(name + letter), refused)
  }
  assert.deepEqual(readName('\u0958'.repeat(17)), refused, 'NFC makes this letter longer')
})

test('[L47] marks do not pile up', () => {
  assert.deepEqual(readName('Vie\u0323\u0302t'), { name: 'Việt' })
  for (const raw of [
    'x\u0316\u0301\u0308',
    `x${mark.repeat(2)}`,
    'ก\u0e47\u0e47',
    `ॐ${'\u0903'.repeat(7)}`,
    `a${'\u0300\u0316'.repeat(100)}`,
  ]) {
    assert.deepEqual(readName(raw), refused, raw)
  }
})

test('[L47] reading a name again changes nothing', () => {
  fc.assert(
    fc.property(fc.oneof(anyName, likelyName), raw => {
      const read = readName(raw)
      if ('name' in read) assert.deepEqual(readName(read.name), read)
    }),
  )
})

test('[L47] a name has one key or two, and the first one is its own first key', () => {
  const check = (name: string) => {
    const keys = nameKeys(name)
    assert.equal(new Set(keys).size, keys.length)
    assert.ok(keys.length === 1 || keys.length === 2)
    for (const key of keys) assert.equal(nameKeys(key)[0], key)
  }
  for (const letter of allLetters()) check(letter)
  fc.assert(fc.property(fc.oneof(anyText, likelyName), check))
})

test('[L47] names that differ only in case have one first key, whatever the letter', () => {
  const check = (name: string) => {
    const [key] = nameKeys(name)
    if (nameKeys(name.toUpperCase())[0] !== key || nameKeys(name.toLowerCase())[0] !== key) assert.fail(name)
  }
  for (const letter of allLetters()) check(letter)
  fc.assert(fc.property(likelyName, check))
})

test('[L47] composed and decomposed names have the same keys, and compatibility forms are alike', () => {
  fc.assert(
    fc.property(fc.oneof(anyText, likelyName), name => {
      for (const form of ['NFC', 'NFD']) assert.deepEqual(nameKeys(name.normalize(form)), nameKeys(name))
      for (const form of ['NFKC', 'NFKD']) assert.ok(areAlike(name.normalize(form), name))
    }),
  )
})

test('[L47] every letter is alike what the table says it looks like', () => {
  for (const [letter, like] of lookAlikes()) assert.ok(areAlike(letter, like), letter)
})

test('[L47] an ASCII name has the same keys by the short road as by the table', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), name => {
      const zeroWidthSpace = '\u200b'
      assert.deepEqual(nameKeys(name + zeroWidthSpace), nameKeys(name))
    }),
  )
})

test('[L47] names that look alike have a key in common', () => {
  const alike = [
    'Ben BEN ben Веn веn ВЕN вЕn Βen βen Ｂｅｎ 𝐁𝐞𝐧 ᏴEN ᏼen',
    'paypal раypal PAYPAL раураl PayPaI pаypa1 РАYРАL',
    'olivia oliνia OLIVIA oIivia 0livia Оlivia οlivia',
    'Kai KAI kai KaI kаi',
    'Kal KAL kal KaI Ka1 KAI',
    'Nina NINA Νina Ｎina',
    'cesare ϲesare сеѕаrе Ϲesare',
    'Bob B0b Воb Βοb B\u0585b',
    'Emma EMMA Eмма ЕММА',
    'Mia M\u0456a Mi\u0307a MIA',
    'Sam ſam ＳＡＭ',
    'Straße STRASSE STRAẞE strasse',
    'Νίκος ΝΊΚΟΣ νίκοσ',
    'İpek ipek IPEK',
    'Zoë ZOË Zoe\u0308 Ζοё ΖΟЁ',
  ]
  for (const line of alike) {
    const [first = '', ...others] = words(line)
    for (const other of others) assert.ok(areAlike(first, other), `${other} ${first}`)
  }
})

test('[L47] a small i is not an l, and rn is not m', () => {
  for (const pair of ['Kai Kal', 'Neil Nell', 'Erna Ema', 'Mia Mla', 'Ali All', 'kai KAL', 'Zoe Zoë', 'Søren Soren', 'oliνia oliwia']) {
    const [one = '', other = ''] = words(pair)
    assert.ok(!areAlike(one, other), pair)
  }
})

test('[L47] the names people bear are told apart', () => {
  const names = words(`
    Aaron Ada Adam Agnes Alan Albert Alex Ali Alice Amelia Amy Andrea Andrew Anna Anne Anton Arthur Ava Ben Bernard Bill Bob Brian Carl
    Carla Carol Charles Chloe Chris Clara Colin Dan Dana Daniel Dave David Diana Dora Edward Ella Ema Emil Emily Emma Erik Erna Eva Evan Felix
    Finn Frank Fred George Grace Greta Hanna Harry Helen Henry Hugo Ian Ida Ines Iris Isaac Ivan Jack James Jan Jana Jane Jean Jim John
    Jonas Joe Julia Kai Kal Karl Kim Klara Lara Laura Lea Leo Liam Lily Linda Liv Louis Lucas Lucy Luke Maja Marc Maria Mark Martin Mary Max
    Maya Mia Mike Mila Nadia Neil Nell Nick Nina Noah Nora Oliver Olivia Oscar Otto Paul Pavel Peter Petra Rita Robert Rosa Ruth Ryan Sam
    Sara Sarah Simon Sofia Stella Steve Susan Theo Thomas Tim Tom Tina Tony Vera Victor Viola Walter Wendy Will Xenia Yves Zoe Zoë André
    Andrés Łukasz Lukasz Bjørn Björn Bjorn Søren Zażółć José Jose Đorđe Šimon Żaneta Çağla Gül Işıl Ñusta Øyvind Åsa Asa Nguyễn Ngọc
    Thảo Александр Алексей Анна Борис Вера Виктор Владимир Галина Глеб Дарья Дмитрий Евгений Елена Иван Игорь Ирина Кирилл Лев Любовь
    Людмила Мария Михаил Надежда Наталья Никита Николай Нина Олег Ольга Павел Пётр Роман Светлана Семён Сергей Татьяна Тимур Ульяна
    Фёдор Юлия Юрий Яна Яков Ганна Їжак Євген Ярослав Наталія Αγγελική Αλέξανδρος Γεώργιος Γιάννης Δημήτρης Ελένη Θεόδωρος Ιωάννα
    Κατερίνα Κώστας Μαρία Νίκος Πέτρος Σοφία Σπύρος Χρήστος Արամ Արմեն Գայանե Հայկ Նարե Տիգրան გიორგი დავით ნინო მარიამი ლუკა אבי אורן
    דוד חנה יעל משה נועה רות שרה תמר أحمد علي عمر فاطمة ليلى محمد مريم نور هدى يوسف زینب رضا شیرین अनिल अनीता अमित दीपा प्रिया राज राहुल
    सीता सुनील অনিক রিনা সুমন அருண் கமலா மீனா สมชาย สมหญิง นภา ปรีชา မောင် ကျော် အောင် ሀና ሙሉ ዳዊት 伟 芳 娜 敏 静 丽 强 磊 洋 艳 勇 军 杰 娟 涛 明 超 秀英 桂英
    美咲 陽菜 結衣 大翔 蓮 さくら ひなた ゆい サクラ ハルト 민준 서준 지우 서연 하은 도윤`)
  const byKey = Map.groupBy(
    names.flatMap(name => nameKeys(name).map(key => ({ name, key }))),
    each => each.key,
  )
  for (const [key, same] of byKey) assert.equal(same.length, 1, `${key}: ${same.map(each => each.name).join(' ')}`)
  assert.ok(names.length > 300)
  for (const name of names) {
    assert.ok('name' in readName(name), name)
    assert.equal(isReservedName(name), false, name)
  }
})

test('[L47] hostile input is answered, and soon', { timeout: 20_000 }, () => {
  fc.assert(
    fc.property(fc.oneof(anyText, anyUnits), text => {
      readName(text)
      nameKeys(text)
      isReservedName(text)
    }),
  )
  const units = 1_000_000
  for (const part of ['a', 'i\u0307', '\u0300\u0316', '\ufdfa', '\ud800', '\u200b', 'Σ', 'Client', '0', '\u0660']) {
    const line = part.repeat(units / part.length)
    const started = performance.now()
    assert.deepEqual(readName(line), refused)
    nameKeys(line)
    isReservedName(line)
    isReservedName(`cllent${line}x`)
    const took = performance.now() - started
    assert.ok(took < 1000, `${JSON.stringify(part)}: ${took} ms`)
  }
})

test('[L13] guests are numbered from two digits on', () => {
  assert.deepEqual([1, 9, 10, 99, 100, 12345].map(guestName), ['Client01', 'Client09', 'Client10', 'Client99', 'Client100', 'Client12345'])
})

test('[L47] ClientNN is reserved, however it is written', () => {
  const written =
    'Client07 client07 CLIENT7 C1ient07 CIient07 Cliеnt07 ClientO7 Client007 Client٠٧ Сlient07 Сlient７ сlient07 CLlENT07 ClientI ClientЗ'
  for (const name of words(written)) assert.equal(isReservedName(name), true, name)
  for (const name of words('Client Clientele Client07a MyClient07 Cliff Clive Climt07')) assert.equal(isReservedName(name), false, name)
  fc.assert(fc.property(fc.nat(), number => assert.equal(isReservedName(guestName(number)), true)))
})

test('[L47] the names the hub speaks by are reserved, and so is what looks like them', () => {
  for (const name of words('Operator HUB partyline Server System Admin Administrator root Everyone All Here Lobby')) {
    assert.equal(isReservedName(name), true, name)
  }
  for (const name of words('0perator Ореrаtоr Adm1n ADMlN Аdmin r00t AlI A11 AII Iobby Ѕystem'))
    assert.equal(isReservedName(name), true, name)
  for (const name of words('Ali ali Adina Hubert Allan Rooth')) assert.equal(isReservedName(name), false, name)
})
