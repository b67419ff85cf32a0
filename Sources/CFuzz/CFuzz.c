#include "CFuzz.h"

// FuzzerInterface.h, which comes with the library and not with the compiler's headers.
extern int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*one)(const uint8_t *data, size_t size));

int winnow_fuzz_main(int count, char **arguments) {
    return LLVMFuzzerRunDriver(&count, &arguments, LLVMFuzzerTestOneInput);
}
