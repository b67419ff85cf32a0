// The entry point of winnow-fuzz, which hands the process to libFuzzer.
//
// It is C because SwiftPM gives the program `main` the name `winnow_fuzz_main`, so that libFuzzer's own is never taken
// from its library, and because Swift has no name for the driver.
#include <stddef.h>
#include <stdint.h>

/// One input; libFuzzer calls it. It is in winnow-fuzz.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/// The name under which SwiftPM links the program's `main`.
int winnow_fuzz_main(int count, char **arguments);
