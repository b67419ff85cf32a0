# Sourced by the scripts beside it: what they all need. Bash; `set -euo pipefail` is theirs.
# shellcheck shell=bash

# shellcheck disable=SC2034 # used where this is sourced
# Debian's packages that a build needs: headers of the two system libraries, and the tool that finds them.
BUILD_PACKAGES=(libsystemd-dev liblmdb-dev pkg-config)

say() { if [ -t 1 ]; then printf '\n\033[1m%s\033[0m\n' "$*"; else printf '\n%s\n' "$*"; fi; }

# die STATUS MESSAGE: statuses are sysexits(3).
die() {
    printf '%s: %s\n' "${0##*/}" "$2" >&2
    exit "$1"
}

# Runs a command as root: as it is, or with sudo.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die 77 "this needs root, and there is no sudo: run as root: $*"
    fi
}

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# need_packages PACKAGE...: installs those that are missing, and says so; touches nothing when none is.
need_packages() {
    local missing=() package
    { command -v dpkg-query && command -v apt-get; } >/dev/null ||
        die 69 "this is not Debian or Ubuntu: install what these packages hold, then see README.md: $*"
    for package in "$@"; do
        is_installed "$package" || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    say "Installing with apt-get: ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 update
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 -y --no-install-recommends \
        install "${missing[@]}" >/dev/null
}

# Swift comes from swift.org, not from Debian: nothing here installs it.
need_swift() {
    command -v swift >/dev/null || die 69 "there is no swift on the PATH: install Swift 6.3 from https://www.swift.org/install/linux"
}

# Builds the program as it is installed: optimised, with the Swift runtime inside. Sets RELEASE to its path.
# One set of flags for all scripts, so that each finds what another has built.
build_release() {
    need_packages "${BUILD_PACKAGES[@]}"
    need_swift
    say "Building winnow (some minutes the first time)"
    swift build -c release --static-swift-stdlib --product winnow
    # shellcheck disable=SC2034 # used where this is sourced
    RELEASE=$(swift build -c release --static-swift-stdlib --show-bin-path)/winnow
}

# absolute PATH: a path as the caller meant it; the scripts go to the top of the project and keep where they came from.
absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s/%s' "$CALLER" "$1" ;; esac; }

# await SECONDS WHAT COMMAND...: runs COMMAND until it succeeds; fails with a message when the time is up.
await() {
    local limit=$1 what=$2 end
    shift 2
    end=$((SECONDS + limit))
    until "$@"; do
        if [ $SECONDS -ge $end ]; then
            printf '%s: waited %s s in vain for %s\n' "${0##*/}" "$limit" "$what" >&2
            return 1
        fi
        sleep 0.05
    done
}

# lines FILE...: how many lines they have together; a file that is not there has none.
lines() { { cat -- "$@" 2>/dev/null || :; } | wc -l; }

# shellcheck disable=SC2034 # used where this is sourced
# Put before a command: runs it without what a service manager may have left in the environment.
WITHOUT_SERVICE=(env -u NOTIFY_SOCKET -u WATCHDOG_USEC -u WATCHDOG_PID -u STATE_DIRECTORY -u RUNTIME_DIRECTORY
    -u CONFIGURATION_DIRECTORY -u JOURNAL_STREAM)
