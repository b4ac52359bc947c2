// What the load generators share: the clock, processor time, latencies, templates, and the marker that says who sent something when.
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static uint64_t started_at;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec - started_at;
}

static double cpu_seconds(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return u.ru_utime.tv_sec + u.ru_stime.tv_sec + (u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

// As many descriptors as we may have: thousands of connections are open at once.
static void raise_descriptors(void) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

// --- latencies: 64 buckets per power of two nanoseconds, so 1.6 % precision without an upper bound and small enough for the cache
enum { SUB = 6, BUCKETS = 64 << SUB };
static uint64_t histogram[BUCKETS], histogram_count;

static void record(uint64_t ns) {
  int exponent = ns < (1u << SUB) ? 0 : 63 - __builtin_clzll(ns) - SUB;
  histogram[((uint64_t)exponent << SUB) + (ns >> exponent)]++;
  histogram_count++;
}

static void forget_latencies(void) {
  memset(histogram, 0, sizeof histogram);
  histogram_count = 0;
}

static double percentile_ms(double q) {
  uint64_t want = histogram_count * q, seen = 0;
  for (uint64_t i = 0; i < BUCKETS; i++) {
    seen += histogram[i];
    if (seen <= want) continue;
    uint64_t exponent = i < (2u << SUB) ? 0 : (i >> SUB) - 1; // record() leaves the leading bit in place, hence the one off
    return (double)((i - (exponent << SUB)) << exponent) / 1e6;
  }
  return 0;
}

// --- templates
static char *unescape(const char *s) {
  char *result = malloc(strlen(s) + 1), *p = result;
  for (; *s; s++) {
    if (*s == '\\' && s[1]) {
      s++;
      *p++ = *s == 'n' ? '\n' : *s == 'r' ? '\r' : *s == 't' ? '\t' : *s;
    } else {
      *p++ = *s;
    }
  }
  *p = 0;
  return result;
}

// --- markers: a sign of two characters, then <12 hex: nanoseconds since start><4 hex: client>. The client is in it because in a shared
// room a client also receives what the others sent, and must not take that for its own answer.
enum { SIGN = 2, STAMP = 16, MARKER = SIGN + STAMP };

static void write_marker(char *to, const char *sign, uint64_t at, int id) {
  snprintf(to, MARKER + 1, "%.2s%012llx%04x", sign, (unsigned long long)at & 0xffffffffffffull, (unsigned)id & 0xffff);
}

static const int8_t *hex_values(void) {
  static int8_t v[256];
  if (!v['1']) {
    memset(v, -1, sizeof v);
    for (int i = 0; i < 16; i++) v[(unsigned char)"0123456789abcdef"[i]] = i;
  }
  return v;
}

// 1 and the value, or 0 where the digits are no digits: text that only looks like a marker
static int read_hex(const char *p, int digits, uint64_t *value) {
  const int8_t *v = hex_values();
  uint64_t x = 0;
  for (int i = 0; i < digits; i++) {
    int d = v[(unsigned char)p[i]];
    if (d < 0) return 0;
    x = x << 4 | (uint64_t)d;
  }
  *value = x;
  return 1;
}
