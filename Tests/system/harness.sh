# Sourced by the tests beside it: counts, and says what failed and why.
# shellcheck shell=bash

passed=0 failed=0 skipped=0
# What the command of a check printed goes here, to be shown only when it failed.
evidence=$(mktemp)

# check WHAT COMMAND...: one expectation, met when COMMAND succeeds.
check() {
    local what=$1
    shift
    if "$@" >"$evidence" 2>&1; then
        passed=$((passed + 1))
        printf '  ok      %s\n' "$what"
    else
        failed=$((failed + 1))
        printf '  FAILED  %s\n          %s\n' "$what" "${*%%$'\n'*}"
        sed 's/^/          | /' "$evidence" | head -n 40
    fi
}

# refuse WHAT COMMAND...: met when COMMAND fails.
refuse() {
    local what=$1
    shift
    check "$what" fails "$@"
}
fails() { ! "$@"; }

# equal A B, and says both when they are not.
equal() { [ "$1" = "$2" ] || { printf 'have: %s\nwant: %s\n' "$1" "$2"; return 1; }; }

# skip WHY: an expectation that cannot be tried here.
skip() {
    skipped=$((skipped + 1))
    printf '  skipped %s\n' "$1"
}

# finish: the closing line and the status.
finish() {
    rm -f -- "$evidence"
    printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
    [ "$failed" = 0 ] || exit 1
    exit 0
}
