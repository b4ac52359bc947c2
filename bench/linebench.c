// linebench: a load generator for line protocols over TCP on loopback. One thread, epoll, no dependencies.
//
//   cc -O2 -o linebench linebench.c
//   linebench --mode echo|fanout|idle --port 12345 -n 50 -w 1 -t 3 ...
//
//   echo    every client sends and counts its own lines coming back; -w of them in flight per client
//   fanout  the first -s clients send, everybody receives; -w messages in flight over all (counted as -w times the receivers)
//   idle    opens -n clients, prints `ready`, holds them for -t seconds (for memory per connection)
//
// Templates know \r \n \t and %d (client number), %s (the marker), %l (its length in bytes): --hello is sent once after
// connecting, --ready is the text that ends the greeting, --msg is what is sent. --self 1: a sender receives its own message too.
// The last line printed is one JSON object with the result.
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

enum { CLIENTS_MAX = 65536, PAD_MAX = 4000, GREETING_TAIL = 2000 };

typedef struct {
  int fd, id, ready, closed, wants_write;
  char tail[GREETING_TAIL]; // an unfinished greeting, later an unfinished marker
  int tail_len;
  char *out;
  size_t out_len, out_cap;
  uint64_t sent, got;
} client;

static char *mode = "echo", *host = "127.0.0.1", *hello = "", *msg = "%s\n", *ready = "\n";
static int port = 12345, n = 50, window = 1, senders = 1, batch = 500, pad = 0, self = 0;
static double seconds = 5, warm = 0, rate = 0;

static int poll_fd;
static client *clients;
static int ready_count, closed_count;
static uint64_t delivered;
static int counts_own_only;

static int expand(char *to, int cap, const char *template, int id, const char *marker, int marker_len) {
  int k = 0;
  for (const char *t = template; *t && k < cap - 16; t++) {
    if (*t == '%' && t[1] == 'd') {
      k += snprintf(to + k, cap - k, "%d", id), t++;
    } else if (*t == '%' && t[1] == 'l') {
      k += snprintf(to + k, cap - k, "%d", marker_len), t++;
    } else if (*t == '%' && t[1] == 's' && marker_len < cap - k) {
      memcpy(to + k, marker, marker_len), k += marker_len, t++;
    } else {
      to[k++] = *t;
    }
  }
  return k;
}

// --- writing
static void put(client *c, const char *bytes, size_t len) {
  if (c->out_len + len > c->out_cap) {
    c->out_cap = (c->out_len + len) * 2;
    c->out = realloc(c->out, c->out_cap);
  }
  memcpy(c->out + c->out_len, bytes, len);
  c->out_len += len;
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
  static char marker[MARKER + PAD_MAX + 1], line[16384];
  write_marker(marker, "M@", now(), c->id);
  if (pad) memset(marker + MARKER, 'x', pad);
  put(c, line, expand(line, sizeof line, msg, c->id, marker, MARKER + pad));
  c->sent++;
}

// --- reading
// Counts the whole markers and returns where an unfinished one at the end begins, or `end`.
static char *scan(client *c, char *p, char *end, uint64_t at) {
  while ((p = memchr(p, 'M', end - p))) {
    uint64_t sent_at, id;
    if (end - p < MARKER) {
      if (end - p == 1 || p[1] == '@') return p;
      p++;
    } else if (p[1] == '@' && read_hex(p + SIGN, 12, &sent_at) && read_hex(p + SIGN + 12, 4, &id)) {
      if (!counts_own_only || (int)id == c->id) {
        c->got++;
        delivered++;
        record(at - sent_at);
      }
      p += MARKER;
    } else {
      p++;
    }
  }
  return end;
}

// A server that asks whether we live is told so, also in mid-run; else it would cut us.
static void answer_ping(client *c, char *from, int len) {
  char *irc = memmem(from, len, "PING :", 6), answer[200];
  char *nats = irc ? 0 : memmem(from, len, "PING\r\n", 6);
  if (irc) {
    int token = strcspn(irc + 6, "\r\n");
    put(c, answer, snprintf(answer, sizeof answer, "PONG :%.*s\r\n", token > 100 ? 100 : token, irc + 6));
    flush(c);
  } else if (nats) {
    put(c, "PONG\r\n", 6);
    flush(c);
  }
}

static void mark_closed(client *c) {
  if (c->closed) return;
  c->closed = 1;
  closed_count++;
  if (!c->ready) ready_count++; // else the start would wait for it
  epoll_ctl(poll_fd, EPOLL_CTL_DEL, c->fd, 0);
}

static void keep_tail(client *c, char *from, int len) {
  memcpy(c->tail, from, len);
  c->tail_len = len;
}

static void readable(client *c) {
  static char buffer[1 << 20];
  for (;;) {
    memcpy(buffer, c->tail, c->tail_len);
    ssize_t r = read(c->fd, buffer + c->tail_len, sizeof buffer - c->tail_len - 1);
    if (r < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (r <= 0) {
      mark_closed(c);
      return;
    }
    uint64_t at = now();
    int len = c->tail_len + (int)r;
    buffer[len] = 0;
    if (buffer[c->tail_len] == 'P' || !c->ready) answer_ping(c, buffer + c->tail_len, r);
    if (c->ready) {
      char *rest = scan(c, buffer, buffer + len, at);
      keep_tail(c, rest, buffer + len - rest);
    } else if (memmem(buffer, len, ready, strlen(ready))) {
      c->ready = 1;
      ready_count++;
      c->tail_len = 0;
    } else {
      int keep = len < GREETING_TAIL ? len : GREETING_TAIL;
      keep_tail(c, buffer + len - keep, keep);
    }
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
    if (*hello) {
      char line[4096];
      put(c, line, expand(line, sizeof line, hello, i, "", 0));
      flush(c);
    }
    // a batch at a time, so that no listen backlog overflows
    uint64_t until = now() + 20000000000ull;
    while (i % batch == batch - 1 && ready_count <= i && now() < until) pump(10);
  }
  uint64_t until = now() + 60000000000ull;
  while (ready_count < n && now() < until) pump(50);
  if (ready_count < n) {
    fprintf(stderr, "only %d of %d clients were greeted\n", ready_count, n);
    exit(1);
  }
}

static uint64_t sent_total, receivers;

static void send_echo(void) {
  for (int i = 0; i < n; i++) {
    client *c = &clients[i];
    if (c->closed || c->sent - c->got > (uint64_t)window / 2) continue;
    for (; c->sent - c->got < (uint64_t)window; sent_total++) send_one(c);
    flush(c);
  }
}

static void send_fanout(uint64_t since) {
  uint64_t allowed = rate > 0 ? (uint64_t)((now() - since) / 1e9 * rate) : UINT64_MAX;
  int sent = 0;
  for (; sent < 4096 && sent_total < allowed && sent_total - delivered / receivers < (uint64_t)window; sent++) {
    send_one(&clients[sent_total % senders]);
    sent_total++;
  }
  for (int i = 0; sent && i < senders; i++) flush(&clients[i]);
}

static void run(void) {
  counts_own_only = !strcmp(mode, "echo");
  receivers = counts_own_only ? 1 : n - (self ? 0 : 1);
  for (int i = 0; i < 10; i++) pump(20); // what greetings still trickle in
  uint64_t begin = now(), measured = begin + (uint64_t)(warm * 1e9), end = measured + (uint64_t)(seconds * 1e9);
  uint64_t before = 0, count;
  double cpu = cpu_seconds();
  int measuring = 0;
  while (now() < end && closed_count == 0) {
    if (!measuring && now() >= measured) {
      measuring = 1;
      measured = now();
      before = delivered;
      cpu = cpu_seconds();
      forget_latencies();
    }
    if (counts_own_only) send_echo();
    else send_fanout(begin);
    pump(1);
  }
  count = delivered - before;
  double took = (now() - measured) / 1e9;
  cpu = (cpu_seconds() - cpu) / took;
  uint64_t expected = sent_total * receivers, until = now() + 5000000000ull;
  while (delivered < expected && now() < until && closed_count == 0) pump(10);
  printf("{\"perSecond\":%.1f,\"p50Ms\":%.4f,\"p99Ms\":%.4f,\"p999Ms\":%.4f,\"expected\":%llu,\"delivered\":%llu,\"closed\":%d,\"cpu\":%.2f,\"cpuSeconds\":%.3f}\n",
         count / took, percentile_ms(.5), percentile_ms(.99), percentile_ms(.999), (unsigned long long)expected,
         (unsigned long long)delivered, closed_count, cpu, cpu_seconds());
}

static void read_arguments(int count, char **words) {
  for (int i = 1; i < count; i += 2) {
    char *key = words[i], *value = i + 1 < count ? words[i + 1] : "";
    if (!strcmp(key, "--mode")) mode = value;
    else if (!strcmp(key, "--host")) host = value;
    else if (!strcmp(key, "--port")) port = atoi(value);
    else if (!strcmp(key, "--hello")) hello = unescape(value);
    else if (!strcmp(key, "--ready")) ready = unescape(value);
    else if (!strcmp(key, "--msg")) msg = unescape(value);
    else if (!strcmp(key, "--self")) self = atoi(value);
    else if (!strcmp(key, "--batch")) batch = atoi(value);
    else if (!strcmp(key, "--pad")) pad = atoi(value);
    else if (!strcmp(key, "--rate")) rate = atof(value);
    else if (!strcmp(key, "--warm")) warm = atof(value);
    else if (!strcmp(key, "-n")) n = atoi(value);
    else if (!strcmp(key, "-w")) window = atoi(value);
    else if (!strcmp(key, "-s")) senders = atoi(value);
    else if (!strcmp(key, "-t")) seconds = atof(value);
    else fprintf(stderr, "unknown option %s\n", key), exit(2);
  }
  if (n < 1 || n > CLIENTS_MAX || window < 1 || senders < 1 || senders > n || batch < 1 || pad < 0 || pad > PAD_MAX) {
    fprintf(stderr, "a number is out of bounds: -n 1..%d, -w and --batch at least 1, -s 1..n, --pad 0..%d\n", CLIENTS_MAX, PAD_MAX);
    exit(2);
  }
}

int main(int count, char **words) {
  read_arguments(count, words);
  signal(SIGPIPE, SIG_IGN);              // a server that closes is counted, it must not end the run
  prctl(PR_SET_PDEATHSIG, SIGKILL);      // and nobody is left behind when the bench dies
  alarm((unsigned)(warm + seconds) + 180);
  raise_descriptors();
  started_at = now();
  poll_fd = epoll_create1(0);
  clients = calloc(n, sizeof *clients);
  connect_all();
  if (strcmp(mode, "idle")) {
    run();
    return 0;
  }
  printf("ready\n");
  fflush(stdout);
  for (uint64_t end = now() + (uint64_t)(seconds * 1e9); now() < end;) pump(100);
  printf("{\"closed\":%d}\n", closed_count);
  return 0;
}
