// The emoji that have a name here, those people reach for most: the sign, the names by which it is called in English (as elsewhere on the net, `:tada:`),
// and behind a bar the German words by which it is found, too. Loaded when somebody first types a colon, or chooses how to react.
const rows = `
😀 grinning | grinsen lachen
😃 smiley | lachen froh
😄 smile happy | lächeln lachen froh
😁 grin | strahlen grinsen
😆 laughing satisfied | lachen
😅 sweat_smile | schwitzen erleichtert puh
🤣 rofl | kaputtlachen boden
😂 joy tears_of_joy | freudentränen lachen
🙂 slight_smile slightly_smiling_face | lächeln
🙃 upside_down upside_down_face | kopfüber ironie
😉 wink | zwinkern
😊 blush | erröten freundlich lächeln
😇 innocent halo | engel heilig
🥰 smiling_hearts in_love | verliebt herzen
😍 heart_eyes | verliebt herzaugen
🤩 star_struck | begeistert sterne
😘 kissing_heart kiss_blow | kuss küsschen
😋 yum | lecker
😛 stuck_out_tongue | zunge
😜 winking_tongue crazy | zunge zwinkern
🤪 zany | verrückt
🤗 hugs hugging | umarmung
🤭 giggle hand_over_mouth | kichern hoppla
🤫 shushing shh | leise psst
🤔 thinking | denken nachdenken hmm
🤐 zipper_mouth | schweigen
🤨 raised_eyebrow skeptical | skeptisch augenbraue
😐 neutral_face neutral | neutral
😑 expressionless | ausdruckslos
😶 no_mouth speechless | sprachlos
😏 smirk | schmunzeln
😒 unamused | genervt
🙄 roll_eyes eyeroll | augenrollen genervt
😬 grimacing | grimasse oje
😌 relieved | erleichtert
😔 pensive | nachdenklich traurig
😴 sleeping | schlafen müde
🥱 yawning | gähnen müde
😷 mask | maske krank
🤒 thermometer_face sick | fieber krank
🤧 sneezing | niesen erkältet
🤯 mind_blown exploding_head | explodieren umgehauen
🥳 partying partying_face | feiern party
😎 sunglasses cool | cool sonnenbrille
🤓 nerd nerd_face | nerd streber
🧐 monocle | monokel prüfen
😕 confused | verwirrt
😟 worried | besorgt
🙁 slight_frown | traurig
😮 open_mouth wow | staunen wow
😲 astonished | erstaunt
😳 flushed | verlegen
🥺 pleading pleading_face | bitte hundeblick
😨 fearful | angst
😰 cold_sweat | angstschweiß
😢 cry sad | weinen traurig
😭 sob | heulen weinen
😱 scream | schrei schreck
😖 confounded | gequält
😩 weary | erschöpft
😫 tired_face tired | müde erschöpft
😤 triumph huff | schnauben
😡 rage | wut
😠 angry | wütend böse
🤬 swearing cursing | fluchen
😈 smiling_imp devil | teufel
💀 skull dead | totenkopf tot
💩 poop | haufen kacke
🤡 clown | clown
👻 ghost | gespenst geist
👽 alien | außerirdischer
🤖 robot bot | roboter
😺 smiley_cat | katze
🙈 see_no_evil | affe nichts sehen
🙉 hear_no_evil | affe nichts hören
🙊 speak_no_evil | affe nichts sagen
❤️ heart love | herz liebe
🧡 orange_heart | herz
💛 yellow_heart | herz
💚 green_heart | herz
💙 blue_heart | herz
💜 purple_heart | herz
🖤 black_heart | herz
💔 broken_heart | gebrochenes herz
💕 two_hearts | herzen
💯 100 hundred | hundert
💥 boom collision | knall
💫 dizzy | schwindel
💦 sweat_drops | tropfen
💤 zzz | schlaf
👋 wave hello bye | winken hallo tschüss
✋ raised_hand hand stop | hand halt
🖖 vulcan_salute | vulkanier
👌 ok_hand | okay perfekt
🤌 pinched_fingers | was
✌️ v victory | sieg frieden
🤞 crossed_fingers fingers_crossed | daumen drücken
🤟 love_you_gesture | liebe
🤘 metal horns | rock
🤙 call_me | ruf an
👈 point_left | links
👉 point_right | rechts
👆 point_up_2 | oben hoch
👇 point_down | unten runter
☝️ point_up | zeigefinger oben
👍 thumbsup +1 yes | daumen hoch gut ja
👎 thumbsdown -1 no | daumen runter schlecht nein
✊ fist | faust
👊 punch fist_bump | faust
👏 clap | klatschen applaus
🙌 raised_hands | hurra hände
👐 open_hands | hände
🤝 handshake deal | handschlag abgemacht
🙏 pray please thanks | bitte danke beten
✍️ writing_hand | schreiben
💪 muscle strong | stark muskel
🧠 brain | gehirn
👀 eyes | augen schauen
👁️ eye | auge
👂 ear | ohr
👶 baby | baby
🧑 person | mensch
👩 woman | frau
👨 man | mann
🧓 older_person | alt
👮 police cop | polizei
🧙 mage wizard | zauberer
🦸 superhero | held
🤷 shrug | achselzucken keine ahnung
🤦 facepalm | stirn kopf
🙋 raising_hand | melden
🙇 bow | verbeugen entschuldigung
💃 dancer | tanzen
🏃 running runner | rennen laufen
🚶 walking | gehen
👨‍💻 technologist coder | programmieren
👥 people busts | leute
👪 family | familie
🐶 dog | hund
🐱 cat | katze
🐭 mouse | maus
🐰 rabbit | hase
🦊 fox | fuchs
🐻 bear | bär
🐼 panda | panda
🦁 lion | löwe
🐷 pig | schwein
🐸 frog | frosch
🐵 monkey_face monkey | affe
🐔 chicken | huhn
🐧 penguin | pinguin
🐦 bird | vogel
🦆 duck | ente
🦉 owl | eule
🐝 bee | biene
🐛 bug | käfer fehler
🦋 butterfly | schmetterling
🐌 snail | schnecke langsam
🐢 turtle | schildkröte langsam
🐍 snake python | schlange
🐙 octopus | krake
🐳 whale | wal
🐟 fish | fisch
🦄 unicorn | einhorn
🐘 elephant | elefant
🌵 cactus | kaktus
🌲 evergreen_tree tree | baum tanne
🌱 seedling | keimling pflanze
🍀 four_leaf_clover luck | glücksklee glück
🌸 cherry_blossom | blüte
🌹 rose | rose
🌻 sunflower | sonnenblume
💐 bouquet flowers | blumen strauß
🍁 maple_leaf | blatt herbst
🌍 earth world | erde welt
🌙 moon | mond
⭐ star | stern
🌟 glowing_star | stern
✨ sparkles | funkeln glitzer
⚡ zap lightning | blitz
🔥 fire lit | feuer
🌈 rainbow | regenbogen
☀️ sunny sun | sonne
⛅ partly_sunny | wolken
☁️ cloud | wolke
🌧️ rain | regen
⛈️ storm | gewitter
❄️ snowflake cold | schnee kalt
⛄ snowman | schneemann
💧 droplet water | tropfen wasser
🌊 ocean | welle meer
🍎 apple | apfel
🍌 banana | banane
🍓 strawberry | erdbeere
🍒 cherries | kirschen
🍉 watermelon | melone
🍋 lemon | zitrone
🥑 avocado | avocado
🥕 carrot | karotte möhre
🌶️ hot_pepper | scharf chili
🍞 bread | brot
🥨 pretzel | brezel
🧀 cheese | käse
🥚 egg | ei
🍔 hamburger burger | burger
🍟 fries | pommes
🍕 pizza | pizza
🌭 hotdog | wurst
🥗 salad | salat
🍝 spaghetti pasta | nudeln
🍜 ramen soup | suppe nudeln
🍣 sushi | sushi
🍦 icecream ice_cream | eis
🍩 doughnut donut | krapfen
🍪 cookie | keks
🎂 birthday cake | geburtstag kuchen torte
🍰 shortcake | kuchen
🍫 chocolate | schokolade
🍿 popcorn | popcorn
☕ coffee | kaffee
🍵 tea | tee
🍺 beer | bier
🍻 beers cheers | prost bier
🍷 wine | wein
🥂 clinking_glasses toast | anstoßen sekt
🍾 champagne | sekt feiern
🍽️ plate lunch dinner | essen mittag
⚽ soccer football | fußball
🏀 basketball | basketball
🎾 tennis | tennis
🏆 trophy | pokal gewonnen
🥇 first_place gold | gold erster
🏅 medal | medaille
🎮 video_game game | spiel
🎲 dice game_die | würfel
🧩 puzzle jigsaw | puzzle
🎯 dart bullseye | ziel treffer
🎨 art | kunst malen
🎬 clapper movie | film
🎤 microphone | mikrofon
🎧 headphones | kopfhörer musik
🎵 musical_note music | musik note
🎸 guitar | gitarre
🎉 tada party hooray | feiern konfetti hurra
🎊 confetti_ball confetti | konfetti
🎈 balloon | ballon
🎁 gift present | geschenk
🎄 christmas_tree | weihnachten
🎃 jack_o_lantern halloween | kürbis
🚗 car | auto
🚕 taxi | taxi
🚌 bus | bus
🚲 bike bicycle | fahrrad rad
🚆 train | zug bahn
✈️ airplane plane | flugzeug
🚀 rocket ship_it | rakete
🚢 ship | schiff
⛵ sailboat | segeln
🚒 fire_engine | feuerwehr
🚑 ambulance | krankenwagen
🚦 traffic_light | ampel
🚧 construction wip | baustelle
🏠 house home | haus zuhause
🏢 office | büro
🏫 school | schule
🏥 hospital | krankenhaus
🏖️ beach | strand urlaub
⛺ tent camping | zelt
🏔️ mountain | berg
⌚ watch | uhr
📱 phone iphone mobile | handy telefon
💻 computer laptop | rechner
⌨️ keyboard | tastatur
🖨️ printer | drucker
🖥️ desktop | bildschirm
💾 floppy_disk save | diskette speichern
📷 camera | kamera foto
🎥 movie_camera video | video
☎️ telephone | telefon
📺 tv | fernseher
🔋 battery | batterie akku
🔌 plug electric_plug | stecker strom
💡 bulb idea | idee licht lampe
🔦 flashlight | taschenlampe
🕯️ candle | kerze
💰 moneybag money | geld
💳 credit_card | karte
💎 gem | edelstein
🔧 wrench fix | schraubenschlüssel
🔨 hammer | hammer
🛠️ tools | werkzeug
⚙️ gear settings | zahnrad einstellung
🔩 nut_and_bolt | schraube
🧲 magnet | magnet
🧪 test_tube test | versuch reagenzglas
🔬 microscope | mikroskop
🔭 telescope | fernrohr
💊 pill | tablette
🚪 door | tür
🛏️ bed | bett
🧹 broom cleanup | besen putzen
🛒 shopping_cart | einkaufen
📦 package box | paket
✉️ envelope mail | brief post
📧 email | mail
📬 mailbox | briefkasten
📝 memo note | notiz zettel
📄 page document | seite dokument
📁 folder | ordner
📅 calendar date | kalender termin
📈 chart_up trending_up | steigt kurve
📉 chart_down trending_down | fällt kurve
📊 bar_chart chart | diagramm
📌 pushpin pin | merken
📎 paperclip | büroklammer anhang
📏 ruler | lineal
✂️ scissors cut | schere
🗑️ wastebasket trash | papierkorb müll
🔒 lock | schloss zu
🔓 unlock | offen
🔑 key | schlüssel
🔗 link | verbindung
📚 books | bücher
📖 book open_book | buch lesen
🔖 bookmark | lesezeichen
🏷️ label tag | etikett
📣 mega announcement | ansage
📢 loudspeaker | lautsprecher
🔔 bell | glocke
🔕 no_bell mute | stumm
⏰ alarm_clock alarm | wecker
⏳ hourglass wait | warten sanduhr
⏱️ stopwatch | stoppuhr
🔍 mag search | suche lupe
⚠️ warning | achtung warnung
🚫 no_entry_sign forbidden | verboten
⛔ no_entry | verboten
🛑 stop_sign | halt
✅ white_check_mark done check | fertig erledigt haken
☑️ ballot_box_with_check | haken
✔️ heavy_check_mark | haken richtig
❌ x wrong | falsch nein
❓ question | frage
❗ exclamation important | wichtig ausruf
‼️ bangbang | wichtig
➕ plus heavy_plus_sign | mehr
➖ minus heavy_minus_sign | weniger
➡️ arrow_right | pfeil rechts
⬅️ arrow_left | pfeil links
⬆️ arrow_up | pfeil hoch
⬇️ arrow_down | pfeil runter
🔄 arrows_counterclockwise refresh | neu laden
🔁 repeat | wiederholen
♻️ recycle | wiederverwerten
🆗 ok | okay
🆕 new | neu
🆘 sos help | hilfe
🔴 red_circle | rot
🟠 orange_circle | orange
🟡 yellow_circle | gelb
🟢 green_circle | grün
🔵 blue_circle | blau
⚪ white_circle | weiß
⚫ black_circle | schwarz
🏁 checkered_flag finish | ziel
🚩 triangular_flag | fahne
🏳️‍🌈 rainbow_flag pride | regenbogen fahne
🏴‍☠️ pirate_flag pirate | pirat
🇪🇺 eu | europa
🇩🇪 de germany | deutschland
🇦🇹 at austria | österreich
🇨🇭 ch switzerland | schweiz
🇬🇧 gb uk | großbritannien
🇺🇸 us usa | amerika
🇫🇷 fr france | frankreich
🇺🇦 ua ukraine | ukraine
`

export type Emoji = {
  readonly sign: string
  /** The first is the one it is told by. */
  readonly names: readonly string[]
  readonly german: readonly string[]
}

export const emoji: readonly Emoji[] = rows
  .trim()
  .split('\n')
  .map(row => {
    const [called = '', german = ''] = row.split(' | ')
    const [sign = '', ...names] = called.split(' ')
    return { sign, names, german: german.split(' ') }
  })

/** How people feel about what others say, in the order in which they reach for it. */
export const feelings = [...'👍👎😂😊😮😢🎉🙏🚀👀✅❌🔥💯🤔👏😍🙌💪☕🍕🐛💡⏰']
