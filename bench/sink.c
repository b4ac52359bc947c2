// sink: downloads one file as fast as the kernel can throw it away, so that the reader is never what is measured.
//
//   cc -O2 -o sink sink.c
//   sink PORT line 'get big.bin'     Partyline's line door: greeting, START <bytes> <name>, the bytes, END <sha256>
//   sink PORT http /big.bin          HTTP/1.1: the head with Content-Length, the bytes
//
// Prints one JSON object: bytes of the body, seconds from the request to the last byte (END included), seconds to the first byte.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char head[1 << 16];
static int head_len, sock;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void fail(const char *what) {
  fprintf(stderr, "%s: %.200s\n", what, head_len ? head : strerror(errno));
  exit(1);
}

// Reads a byte at a time until the text stands there, so that not one byte of the body is taken.
static char *read_to(const char *ending) {
  head_len = 0;
  for (;;) {
    if (head_len >= (int)sizeof head - 1) fail("the head is too long");
    if (read(sock, head + head_len, 1) <= 0) fail("the server closed early");
    head[++head_len] = 0;
    int len = strlen(ending);
    if (head_len >= len && !memcmp(head + head_len - len, ending, len)) return head;
  }
}

static void ask(const char *text) {
  if (write(sock, text, strlen(text)) != (ssize_t)strlen(text)) fail("cannot send");
}

static void discard(long long bytes) {
  while (bytes > 0) {
    // MSG_TRUNC on TCP: the kernel drops the bytes without copying them to us
    ssize_t r = recv(sock, 0, bytes < (1 << 24) ? bytes : 1 << 24, MSG_TRUNC);
    if (r < 0 && errno == EINTR) continue;
    if (r <= 0) head_len = 0, fail("the body ended early");
    bytes -= r;
  }
}

int main(int count, char **words) {
  if (count != 4) return fprintf(stderr, "usage: sink PORT line|http REQUEST\n"), 2;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  alarm(300);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(words[1]))};
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  sock = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(sock, (void *)&address, sizeof address)) fail("cannot connect");

  int is_line = !strcmp(words[2], "line");
  char request[4096];
  if (is_line) {
    read_to("\n");
    snprintf(request, sizeof request, "%s\n", words[3]);
  } else {
    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", words[3]);
  }

  double begin = now();
  ask(request);
  long long bytes = -1;
  if (is_line) {
    char *line = read_to("\n");
    while (!strncmp(line, "* ", 2) || *line == '[') line = read_to("\n"); // chat and notices come unasked between replies
    sscanf(line, "START %lld", &bytes);
  } else {
    char *length = strcasestr(read_to("\r\n\r\n"), "content-length:");
    if (length && strstr(head, " 200 ")) bytes = atoll(length + 15);
  }
  if (bytes < 0) fail("no file came");
  double first = now();
  discard(bytes);
  if (is_line) {
    read_to("\n"); // the newline behind the bytes
    if (strncmp(read_to("\n"), "END ", 4)) fail("no END");
  }
  printf("{\"bytes\":%lld,\"seconds\":%.6f,\"firstByteSeconds\":%.6f}\n", bytes, now() - begin, first - begin);
  return 0;
}
