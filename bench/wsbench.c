// wsbench: a load generator for messages over WebSocket on loopback. One thread, epoll, no dependencies.
//
//   cc -O2 -o wsbench wsbench.c
//   wsbench --mode posts|fanout --port 8080 --path /ws -n 16 -w 64 -t 3 ...
//
//   posts   every client sends and waits for the answers to its own messages; -w of them in flight per client
//   fanout  the first client sends, everybody receives; -w messages in flight over all (counted as -w times the receivers)
//
// Templates know \r \n and %s (a marker for the text), %i (a marker for the message's own id, unique), %l (the text's length in bytes):
// --hello is sent once, --ready is the text that ends the greeting, --msg is what is sent, --ack is what answers it, with its %i. Without
// --ack the message itself is the sender's answer. What the server sends is taken as one stream of bytes: how it is cut into frames does
// not matter, and a frame may hold many messages. --opcode 1 sends text, 2 bytes.
// The last line printed is one JSON object with the result. `expected` and `delivered` count messages at their receivers, and answers.
#define _GNU_SOURCE
#include "measuring.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CLIENTS_MAX = 65536, TAIL_MAX = 4096, CONTROL_MAX = 125 };
enum { CLOSE = 8, PING = 9, PONG = 10 };
static const char TEXT_SIGN[] = "M~", ID_SIGN[] = "A~";

typedef struct {
  int fd, id, closed, wants_write;
  enum { UPGRADING, GREETING, READY } phase;
  unsigned char head[14]; // of the frame that is being read
  int head_len, opcode;
  uint64_t left;
  char control[CONTROL_MAX];
  int control_len;
  char tail[TAIL_MAX]; // an unfinished HTTP answer or greeting, later an unfinished marker
  int tail_len;
  char *out;
  size_t out_len, out_cap;
  uint64_t sent, got;
} client;

static char *mode = "posts", *host = "127.0.0.1", *path = "/ws", *hello = "", *ready = "", *msg = "%s", *ack = "";
static int port = 8080, n = 16, window = 1, batch = 500, opcode = 1;
static double seconds = 5, warm = 0;

static char *ack_before = "", *ack_after = ""; // `ack` around its %i
static int ack_before_len, ack_after_len;
static int is_fanout, poll_fd, ready_count, closed_count;
static client *clients;
static uint64_t sent_total, delivered, answered;

// --- writing
static void put(client *c, const char *bytes, size_t len) {
  if (c->out_len + len > c->out_cap) {
    c->out_cap = (c->out_len + len) * 2;
    c->out = realloc(c->out, c->out_cap);
  }
  memcpy(c->out + c->out_len, bytes, len);
  c->out_len += len;
}

// A client's frames are masked, so that no proxy takes them for HTTP; here the key need not be secret, only another one each time.
static void put_frame(client *c, int code, const char *payload, int len) {
  static uint32_t key = 0x9e3779b9u;
  unsigned char head[8] = {0x80 | code, 0x80 | (len < 126 ? len : 126), len >> 8, len & 255};
  key = key * 1664525u + 1013904223u;
  put(c, (char *)head, len < 126 ? 2 : 4);
  put(c, (char *)&key, 4);
  put(c, payload, len);
  char *masked = c->out + c->out_len - len;
  for (int i = 0; i < len; i++) masked[i] ^= ((char *)&key)[i & 3];
}

static void flush(client *c) {
  size_t done = 0;
  while (done < c->out_len) {
    ssize_t w = write(c->fd, c->out + done, c->out_len - done);
    if (w <= 0) break;
    done += w;
  }
  if (done) memmove(c->out, c->out + done, c->out_len - done);
  c->out_len -= done;
  int wants_write = c->out_len > 0;
  if (wants_write == c->wants_write || c->closed) return; // one system call less per message
  c->wants_write = wants_write;
  struct epoll_event e = {.events = EPOLLIN | (wants_write ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(poll_fd, EPOLL_CTL_MOD, c->fd, &e);
}

static void send_one(client *c) {
  static char line[16384];
  char text[MARKER + 1], id[MARKER + 1];
  uint64_t at = now();
  write_marker(text, TEXT_SIGN, at, c->id);
  write_marker(id, ID_SIGN, at, c->id);
  int k = 0;
  for (const char *t = msg; *t && k < (int)sizeof line - MARKER - 16; t++) {
    if (*t == '%' && t[1] == 's') memcpy(line + k, text, MARKER), k += MARKER, t++;
    else if (*t == '%' && t[1] == 'i') memcpy(line + k, id, MARKER), k += MARKER, t++;
    else if (*t == '%' && t[1] == 'l') k += sprintf(line + k, "%d", MARKER), t++;
    else line[k++] = *t;
  }
  put_frame(c, opcode, line, k);
  c->sent++;
  sent_total++;
}

// --- reading
static void mark_closed(client *c) {
  if (c->closed) return;
  c->closed = 1;
  closed_count++;
  if (c->phase != READY) ready_count++; // else the start would wait for it
  epoll_ctl(poll_fd, EPOLL_CTL_DEL, c->fd, 0);
}

static void give_up(const char *what, const char *said, size_t len) {
  fprintf(stderr, "%s: %.*s\n", what, (int)(len > 400 ? 400 : len), said);
  exit(1);
}

static void count_answer(client *c, uint64_t sent_at, int id, uint64_t at) {
  if (id != c->id) return;
  c->got++;
  answered++;
  if (!is_fanout) record(at - sent_at);
}

// Counts the whole markers among `from` to `end` and keeps what may be the beginning of one. A sign ends with ~, which is rare: it is looked for.
static void scan(client *c, char *from, char *end, uint64_t at) {
  char *done = from; // nothing before it is looked at again
  for (char *p = from; (p = memchr(p, '~', end - p)); p++) {
    uint64_t sent_at, id;
    int is_text = p > from && p[-1] == TEXT_SIGN[0];
    int is_answer = ack_before_len > 0 && p - from > ack_before_len && p[-1] == ID_SIGN[0] &&
                    !memcmp(p - 1 - ack_before_len, ack_before, ack_before_len);
    if (!is_text && !is_answer) continue;
    if (end - p <= STAMP + (is_answer ? ack_after_len : 0)) break; // the rest comes later
    if (!read_hex(p + 1, 12, &sent_at) || !read_hex(p + 13, 4, &id)) continue;
    if (is_answer && memcmp(p + 1 + STAMP, ack_after, ack_after_len)) give_up("refused", p, end - p);
    if (is_text) {
      delivered++;
      if (is_fanout) record(at - sent_at);
    }
    if (is_answer || !*ack) count_answer(c, sent_at, id, at);
    p += STAMP;
    done = p + 1;
  }
  int keep = end - done;
  int most = ack_before_len + 1 + MARKER + ack_after_len;
  c->tail_len = keep < most ? keep : most;
  memcpy(c->tail, end - c->tail_len, c->tail_len);
}

// A piece of what the server says. What was kept is put in front of it, over bytes that were looked at before (readable() leaves room).
static void payload(client *c, char *p, size_t len, uint64_t at) {
  char *from = p - c->tail_len, *end = p + len;
  memcpy(from, c->tail, c->tail_len);
  if (c->phase == READY) {
    scan(c, from, end, at);
  } else if (memmem(from, end - from, ready, strlen(ready))) {
    c->phase = READY;
    ready_count++;
    c->tail_len = 0;
  } else {
    if (memmem(from, end - from, "\"refused\"", 9)) give_up("refused at the door", from, end - from);
    c->tail_len = end - from < TAIL_MAX ? end - from : TAIL_MAX;
    memcpy(c->tail, end - c->tail_len, c->tail_len);
  }
}

// Takes bytes of a frame's head; returns how many it took. Where the head is whole, opcode and left are set.
static size_t read_head(client *c, const char *p, size_t len) {
  size_t took = 0;
  for (;;) {
    int need = c->head_len < 2 ? 2 : 2 + (c->head[1] == 126 ? 2 : c->head[1] == 127 ? 8 : 0);
    if (c->head_len >= 2 && c->head_len == need) break;
    if (took == len) return took;
    c->head[c->head_len++] = p[took++];
    if (c->head_len == 2 && (c->head[1] & 0x80)) give_up("the server masks its frames", "", 0);
  }
  c->opcode = c->head[0] & 15;
  c->left = c->head[1] & 127;
  if (c->head_len > 2) {
    c->left = 0;
    for (int i = 2; i < c->head_len; i++) c->left = c->left << 8 | c->head[i];
  }
  c->control_len = 0;
  return took;
}

static int head_is_whole(const client *c) {
  return c->head_len >= 2 && c->head_len == 2 + (c->head[1] == 126 ? 2 : c->head[1] == 127 ? 8 : 0);
}

static void frames(client *c, char *p, size_t len, uint64_t at) {
  while (len > 0 && !c->closed) {
    if (!head_is_whole(c)) {
      size_t took = read_head(c, p, len);
      p += took, len -= took;
      if (!head_is_whole(c)) return;
    }
    size_t take = c->left < len ? c->left : len;
    if (c->opcode < CLOSE) {
      payload(c, p, take, at);
    } else if (c->control_len + take <= CONTROL_MAX) {
      memcpy(c->control + c->control_len, p, take);
      c->control_len += take;
    }
    p += take, len -= take, c->left -= take;
    if (c->left > 0) return;
    c->head_len = 0;
    if (c->opcode == CLOSE) mark_closed(c);
    if (c->opcode == PING) put_frame(c, PONG, c->control, c->control_len), flush(c); // else the server would cut us
  }
}

// The answer to the upgrade; frames may follow in the same read.
static void upgrade(client *c, char *p, size_t len, uint64_t at) {
  char *from = p - c->tail_len, *end = p + len;
  memcpy(from, c->tail, c->tail_len);
  char *body = memmem(from, end - from, "\r\n\r\n", 4);
  if (!body) {
    c->tail_len = end - from < TAIL_MAX ? end - from : TAIL_MAX;
    memcpy(c->tail, end - c->tail_len, c->tail_len);
    return;
  }
  if (!memmem(from, body - from, " 101 ", 5)) give_up("no upgrade", from, body - from);
  c->phase = GREETING;
  c->tail_len = 0;
  put_frame(c, opcode, hello, strlen(hello));
  flush(c);
  frames(c, body + 4, end - body - 4, at);
}

static void readable(client *c) {
  static char room[TAIL_MAX + (1 << 20)];
  char *buffer = room + TAIL_MAX;
  while (!c->closed) {
    ssize_t r = read(c->fd, buffer, sizeof room - TAIL_MAX);
    if (r < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (r <= 0) return mark_closed(c);
    if (c->phase == UPGRADING) upgrade(c, buffer, r, now());
    else frames(c, buffer, r, now());
    if (r < 65536) return;
  }
}

static void pump(int wait_ms) {
  struct epoll_event events[512];
  int count = epoll_wait(poll_fd, events, 512, wait_ms);
  for (int i = 0; i < count; i++) {
    client *c = events[i].data.ptr;
    if (events[i].events & EPOLLOUT) flush(c);
    if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) readable(c);
  }
}

// --- the run
static void connect_all(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, host, &address.sin_addr);
  for (int i = 0; i < n; i++) {
    client *c = &clients[i];
    c->id = i;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || connect(c->fd, (void *)&address, sizeof address)) {
      fprintf(stderr, "client %d cannot connect to port %d: %s\n", i, port, strerror(errno));
      exit(1);
    }
    int one = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, c->fd, &e);
    char request[1024];
    put(c, request,
        snprintf(request, sizeof request,
                 "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                 path, host, port));
    flush(c);
    // a batch at a time, so that no listen backlog overflows
    uint64_t until = now() + 20000000000ull;
    while (i % batch == batch - 1 && ready_count <= i && now() < until) pump(10);
  }
  uint64_t until = now() + 60000000000ull;
  while (ready_count < n && now() < until) pump(50);
  if (ready_count < n || closed_count) {
    fprintf(stderr, "only %d of %d clients were greeted\n", ready_count - closed_count, n);
    exit(1);
  }
}

// As many are in flight as may be, always: whoever has an answer sends the next at once.
static void send_posts(void) {
  for (int i = 0; i < n; i++) {
    client *c = &clients[i];
    if (c->closed || c->sent - c->got >= (uint64_t)window) continue;
    while (c->sent - c->got < (uint64_t)window) send_one(c);
    flush(c);
  }
}

static void send_fanout(void) {
  int sent = 0;
  for (; sent < 4096 && sent_total - delivered / n < (uint64_t)window; sent++) send_one(&clients[0]);
  if (sent) flush(&clients[0]);
}

static void run(void) {
  for (int i = 0; i < 10; i++) pump(20); // what greetings still trickle in
  uint64_t begin = now(), measured = begin + (uint64_t)(warm * 1e9), end = measured + (uint64_t)(seconds * 1e9);
  uint64_t before = 0;
  double cpu = cpu_seconds();
  int measuring = 0;
  while (now() < end && closed_count == 0) {
    if (!measuring && now() >= measured) {
      measuring = 1;
      measured = now();
      before = is_fanout ? delivered : answered;
      cpu = cpu_seconds();
      forget_latencies();
    }
    if (is_fanout) send_fanout();
    else send_posts();
    pump(1);
  }
  uint64_t count = (is_fanout ? delivered : answered) - before;
  double took = (now() - measured) / 1e9;
  cpu = (cpu_seconds() - cpu) / took;
  double p50 = percentile_ms(.5), p99 = percentile_ms(.99), p999 = percentile_ms(.999);
  uint64_t expected = sent_total * n + sent_total, until = now() + 5000000000ull;
  while (delivered + answered < expected && now() < until && closed_count == 0) pump(10);
  for (int i = 0; i < 10 && closed_count == 0; i++) pump(10); // whatever comes twice
  printf("{\"perSecond\":%.1f,\"p50Ms\":%.4f,\"p99Ms\":%.4f,\"p999Ms\":%.4f,\"expected\":%llu,\"delivered\":%llu,\"closed\":%d,\"cpu\":%.2f,\"cpuSeconds\":%.3f}\n",
         count / took, p50, p99, p999, (unsigned long long)expected, (unsigned long long)(delivered + answered), closed_count, cpu,
         cpu_seconds());
}

static void split_ack(void) {
  char *id = strstr(ack, "%i");
  if (!*ack) return;
  if (!id) fprintf(stderr, "--ack has no %%i\n"), exit(2);
  *id = 0;
  ack_before = ack, ack_before_len = id - ack;
  ack_after = id + 2, ack_after_len = strlen(ack_after);
  if (ack_before_len + ack_after_len > TAIL_MAX / 2) fprintf(stderr, "--ack is too long\n"), exit(2);
}

static void read_arguments(int count, char **words) {
  for (int i = 1; i < count; i += 2) {
    char *key = words[i], *value = i + 1 < count ? words[i + 1] : "";
    if (!strcmp(key, "--mode")) mode = value;
    else if (!strcmp(key, "--host")) host = value;
    else if (!strcmp(key, "--port")) port = atoi(value);
    else if (!strcmp(key, "--path")) path = value;
    else if (!strcmp(key, "--opcode")) opcode = atoi(value);
    else if (!strcmp(key, "--hello")) hello = unescape(value);
    else if (!strcmp(key, "--ready")) ready = unescape(value);
    else if (!strcmp(key, "--msg")) msg = unescape(value);
    else if (!strcmp(key, "--ack")) ack = unescape(value);
    else if (!strcmp(key, "--batch")) batch = atoi(value);
    else if (!strcmp(key, "--warm")) warm = atof(value);
    else if (!strcmp(key, "-n")) n = atoi(value);
    else if (!strcmp(key, "-w")) window = atoi(value);
    else if (!strcmp(key, "-t")) seconds = atof(value);
    else fprintf(stderr, "unknown option %s\n", key), exit(2);
  }
  is_fanout = !strcmp(mode, "fanout");
  if (n < 1 || n > CLIENTS_MAX || window < 1 || batch < 1 || !*ready || strlen(hello) > 65000) {
    fprintf(stderr, "out of bounds: -n 1..%d, -w and --batch at least 1, --ready something\n", CLIENTS_MAX);
    exit(2);
  }
  split_ack();
}

int main(int count, char **words) {
  read_arguments(count, words);
  signal(SIGPIPE, SIG_IGN);         // a server that closes is counted, it must not end the run
  prctl(PR_SET_PDEATHSIG, SIGKILL); // and nobody is left behind when the bench dies
  alarm((unsigned)(warm + seconds) + 180);
  raise_descriptors();
  started_at = now();
  poll_fd = epoll_create1(0);
  clients = calloc(n, sizeof *clients);
  connect_all();
  run();
  return 0;
}
