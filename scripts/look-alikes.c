/*
 * Prints ICU's confusables (UTS #39) for scripts/look-alikes.ts, which says how to run both: a first line `# <Unicode version>`,
 * then for each code point that has a look-alike one line of hexadecimal code points: the code point, then its skeleton.
 * ICU offers its table only through uspoof_getSkeleton, so we ask it about every code point there is.
 */
#include <stdio.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>

enum { SKELETON_UNITS_MAX = 128 };

static int failed(const char *what, UErrorCode error) {
  if (U_FAILURE(error)) fprintf(stderr, "look-alikes: %s: %s\n", what, u_errorName(error));
  return U_FAILURE(error);
}

int main(void) {
  UErrorCode error = U_ZERO_ERROR;
  USpoofChecker *checker = uspoof_open(&error);
  const UNormalizer2 *nfd = unorm2_getNFDInstance(&error);
  if (failed("cannot open ICU's spoof checker", error)) return 1;

  UVersionInfo version;
  char versionText[U_MAX_VERSION_STRING_LENGTH];
  u_getUnicodeVersion(version);
  u_versionToString(version, versionText);
  printf("# %s\n", versionText);

  for (UChar32 point = 0; point <= UCHAR_MAX_VALUE; point++) {
    if (U_IS_SURROGATE(point) || !u_isdefined(point)) continue;
    UChar text[U16_MAX_LENGTH], plain[SKELETON_UNITS_MAX], skeleton[SKELETON_UNITS_MAX];
    int32_t length = 0;
    U16_APPEND_UNSAFE(text, length, point);
    int32_t plainLength = unorm2_normalize(nfd, text, length, plain, SKELETON_UNITS_MAX, &error);
    int32_t skeletonLength = uspoof_getSkeleton(checker, 0, text, length, skeleton, SKELETON_UNITS_MAX, &error);
    if (failed("cannot make a skeleton", error)) return 1;
    if (u_strCompare(plain, plainLength, skeleton, skeletonLength, 0) == 0) continue;

    printf("%04X", (unsigned)point);
    for (int32_t at = 0; at < skeletonLength;) {
      UChar32 part;
      U16_NEXT(skeleton, at, skeletonLength, part);
      printf(" %04X", (unsigned)part);
    }
    printf("\n");
  }
  uspoof_close(checker);
  return 0;
}
