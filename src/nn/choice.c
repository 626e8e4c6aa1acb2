#include "nn/choice.h"

#include <string.h>

#include "base/text.h"

SELDOM_FROM_HERE

size_t choice_hparams(const choice *row) {
  size_t n = 0;
  while (n < MAX_HPARAMS && row->hp[n].key) n++;
  return n;
}

const char *hparam_option(const hparam *h, size_t i) {
  if (h->kind == HP_CHOICE) return h->options[i];
  const choice *row = h->row(i);
  return row ? row->key : NULL;
}

size_t hparam_find_option(const hparam *h, const char *key) {
  size_t i = 0;
  while (hparam_option(h, i) && !text_equal(hparam_option(h, i), key)) i++;
  return i;
}

bool hparam_allows(const hparam *h, double x) {
  if (!(x >= h->min && x <= h->max)) return false; /* NaN too */
  return h->kind == HP_REAL || h->kind == HP_LIST || x == (double)(int64_t)x;
}

static size_t row_number(const hparam *h, const choice *row) {
  size_t i = 0;
  while (h->row(i) && h->row(i) != row) i++;
  return i;
}

enum { ROW_SIZE = sizeof(void *) };

/* Members are copied byte by byte: enums and pointers of any type have no other common access. */
double hparam_get(const hparam *h, const void *values) {
  const char *at = (const char *)values + h->offset;
  double real = 0;
  uint32_t word = 0;
  bool flag = false;
  const choice *row = NULL;
  switch (h->kind) {
  case HP_REAL: memcpy(&real, at, sizeof real); return real;
  case HP_FLAG: memcpy(&flag, at, sizeof flag); return flag;
  case HP_ROW: memcpy(&row, at, ROW_SIZE); return (double)row_number(h, row);
  default: memcpy(&word, at, sizeof word); return word; /* of a list, its length */
  }
}

void hparam_set(const hparam *h, void *values, double x) {
  char *at = (char *)values + h->offset;
  const uint32_t word = h->kind == HP_REAL ? 0 : (uint32_t)x;
  const bool flag = x != 0;
  const choice *row = h->kind == HP_ROW ? h->row(word) : NULL;
  switch (h->kind) {
  case HP_REAL: memcpy(at, &x, sizeof x); break;
  case HP_FLAG: memcpy(at, &flag, sizeof flag); break;
  case HP_ROW: memcpy(at, &row, ROW_SIZE); break;
  default: memcpy(at, &word, sizeof word);
  }
}

value_list *hparam_list(const hparam *h, void *values) {
  return (value_list *)(void *)((char *)values + h->offset);
}

double hparam_default(const hparam *h, convention c) {
  return hparam_has_options(h) ? (double)hparam_find_option(h, h->chosen[c]) : h->def[c];
}

void hparam_set_default(const hparam *h, void *values, convention c) {
  hparam_set(h, values, hparam_default(h, c));
}

SELDOM_UP_TO_HERE
