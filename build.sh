#!/usr/bin/env bash
# The only build. `./build.sh help` lists what it can do; each command below is one function.
set -euo pipefail
export LC_ALL=C # the same order of files, and so the same bytes, in every locale
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly EMCC_VERSION=3.1.6 # Debian 12's; another one makes other bytes of the same sources
readonly EMCC_LLVM=14
readonly WARNINGS='-Wall -Wextra -Wshadow -Wpedantic -Wconversion -Werror'
readonly CFLAGS="-std=c11 -ffp-contract=off -fno-math-errno $WARNINGS"

readonly DATA_FILES='train-images-idx3-ubyte train-labels-idx1-ubyte
  t10k-images-idx3-ubyte t10k-labels-idx1-ubyte'
readonly DATA_TARGET=web/data/full
readonly DATA_DEBIAN=/usr/share/datasets/fashion-mnist
readonly DATA_URL=http://fashion-mnist.s3-website.eu-central-1.amazonaws.com

say() { printf '%s\n' "$*"; }
fail() { printf 'build.sh: %s\n' "$*" >&2; exit 1; }

usage() {
  cat <<'HELP'
./build.sh setup                          brings the tools that building and testing need
./build.sh wasm [FILE]                    compiles src/ to wasm/descenso.wasm, with the types in wasm/spec.d.ts, or to FILE
./build.sh native [DIR]                   compiles src/ and tests/native/ with gcc and clang, plain and
                                          with sanitizers, to build/native/ or DIR
./build.sh data [--data DIR] [--download] brings all of Fashion-MNIST to web/data/full/: from DIR, from
                                          Debian's package, or from its publishers
./build.sh data starter                   makes web/data/starter/ from it anew
./build.sh site [DIR] [--full]            makes a site for any static host, under any path, of the page: in
                                          build/site/ or DIR; with all the images that ./build.sh data brought
./build.sh single [--preset NAME] [FILE]  makes one HTML file of the page, which needs nothing beside it: in
                                          build/descenso.html or FILE; it opens with a preset
./build.sh scorm [--lang CODE] PRESET… [FILE.zip]
                                          makes a SCORM 1.2 package, each preset a lesson, in build/descenso-scorm.zip
                                          or FILE.zip; titles and pages in the first language of web/i18n/index.js, or this
./build.sh site-tests [--offline] [FILE…] runs the page's tests, all or those in FILE, on a site: with its host and without,
                                          or only without
./build.sh pictures [--preset NAME]… [DIR] renders every preset's picture with Chromium, or that of some, in each language
                                          and theme, as PNG in build/pictures/ or DIR
./build.sh package [DIR]                  packs the npm package, with its types, into build/ or DIR
./build.sh claims [--seeds 5001,5002,…] [--only ID,…] [--jobs N] [--keep]
                                          repeats what the lessons say, with ten seeds that were not measured or with
                                          these: one line a claim, and status 1 where one does not hold;
                                          with --keep it goes on from what was interrupted
./build.sh claims --write                 measures it anew: web/lessons/figures.json, and docs/claims.md from it; --texts
                                          only makes anew what follows from figures.json
./build.sh mutations [--write] [NAME…]    breaks a copy of the engine in twenty ways, and shows that a test fails each time;
                                          with --write it keeps that as docs/mutations.md; with --keep it goes on from what
                                          was interrupted
./build.sh sweeps                         runs a sweep of 200 by race, by GNU parallel and by Dask, and compares
./build.sh exports [--write] [--torch2]   runs the exported scripts in PyTorch, Keras and JAX, beside our runs; with
                                          --torch2, in PyTorch 2 alone, which it brings (5 GB);
                                          with --write, keeps what came out in tests/golden/exports/
./build.sh notebook                       executes examples/descenso.ipynb, from its first cell to its last
./build.sh hosts [--pictures]              brings JupyterLab and Jupyter Book to build/hosts/ (some 500 MB) and tests labs in
                                          them; takes the pictures of docs/embedding.md anew, those of npm test's hosts too
./build.sh check                          formatting, static analysis and types
./build.sh help                           prints this

Relative names are taken from the repository's folder, wherever it is called from.

FORCE=1 ./build.sh wasm                   accepts another Emscripten than the pinned one
HELP
}

# --- setup ------------------------------------------------------------------------------------------

# What must be there (a command, or a file's pattern), its Debian package, and what it is for.
needed_tools() {
  cat <<LIST
emcc          emscripten             compiles src/ to WebAssembly
gcc           gcc                    compiles src/ natively
clang         clang                  compiles src/ natively
make          make                   runs the native build
clang-format  clang-format           checks the C sources' formatting
clang-tidy    clang-tidy             analyses the C sources
cppcheck      cppcheck               analyses the C sources
valgrind      valgrind               checks the native tests' use of memory
chromium      chromium               runs the page's tests
firefox-esr   firefox-esr            runs the page's tests
WebKitWebDriver  webkit2gtk-driver   runs what WebKit's bits are compared by
Xvfb          xvfb                   is the screen that WebKit draws on
curl          curl                   downloads data where no package has it
/usr/lib/llvm-14/lib/clang/14*/lib/linux/libclang_rt.asan-*.a  libclang-rt-14-dev  clang's sanitizers
$DATA_DEBIAN/train-images-idx3-ubyte.gz  dataset-fashion-mnist  the images
LIST
}

is_there() {
  case $1 in
    /*) compgen -G "$1" >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

missing_tools() {
  local what package purpose
  while read -r what package purpose; do
    is_there "$what" || printf '%-22s %s\n' "$package" "$purpose"
  done < <(needed_tools)
}

install_tools() {
  local missing=$1 packages=() as_root=()
  mapfile -t packages < <(awk '{ print $1 }' <<<"$missing")
  if [ "$(id -u)" != 0 ]; then
    as_root=(sudo)
    command -v sudo >/dev/null || as_root=()
  fi
  if ! command -v apt-get >/dev/null || { [ "$(id -u)" != 0 ] && [ ${#as_root[@]} = 0 ]; }; then
    say "Please install (names of Debian 12 packages):
$missing" >&2
    fail 'only on Debian or Ubuntu, as root or with sudo, can this be done for you'
  fi
  say "Installing with apt-get:
$missing"
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${packages[@]}"
  missing=$(missing_tools)
  [ -z "$missing" ] || fail "still missing after the installation: $missing"
}

setup() {
  local missing
  missing=$(missing_tools)
  [ -z "$missing" ] || install_tools "$missing"
  bring_packages
  say 'setup: all tools are there'
}

bring_packages() {
  command -v node >/dev/null || fail 'Node 20 or later is missing: https://nodejs.org'
  local installed=node_modules/.package-lock.json # npm's own list of what it has put there
  if [ ! -e "$installed" ] || [ package-lock.json -nt "$installed" ]; then
    say 'Installing what package-lock.json lists: npm ci'
    npm ci --no-audit --no-fund
    touch "$installed"
  fi
}

# --- wasm -------------------------------------------------------------------------------------------

check_emcc() {
  local version
  command -v emcc >/dev/null || fail 'emcc is missing: ./build.sh setup'
  version=$(emcc -v 2>&1)
  if grep -q "^emcc .* ${EMCC_VERSION//./\\.} " <<<"$version" &&
     grep -q "clang version $EMCC_LLVM\." <<<"$version"; then
    return
  fi
  local found
  found=$(grep -m2 -E '^emcc|clang version' <<<"$version" | tr '\n' ' ')
  [ "${FORCE:-}" = 1 ] ||
    fail "descenso.wasm is built by emcc $EMCC_VERSION with LLVM $EMCC_LLVM (Debian 12's), but here is:" \
      "$found. Another compiler makes other bytes; FORCE=1 builds all the same."
  say "Building with another compiler than emcc $EMCC_VERSION with LLVM $EMCC_LLVM: $found"
}

# Relative paths and no debug information keep the place of the checkout out of the module; `export_name`
# in src/api/api.c says what it exports. Emscripten's emmalloc is smaller, but 3.1.6's faults when memory cannot
# grow, where dlmalloc returns NULL. Pointers stay below 2 GB, so that they are not negative in JavaScript.
# The optimizer after the linker must not inline functions with one caller: a kernel that is called often
# is optimized by browsers, a loop inside one long call is not.
wasm() {
  local target=${1:-wasm/descenso.wasm}
  check_emcc
  wasm_module "$target"
  # The same sources once more, with memory that threads share and that JavaScript makes (wasm/engine/team.js).
  wasm_module "${target%.wasm}-shared.wasm" -matomics -mbulk-memory -sIMPORTED_MEMORY=1 -Wl,--shared-memory,--import-memory
  # The types follow the catalog of the module that is here.
  [ "$target" != wasm/descenso.wasm ] || ! command -v node >/dev/null || node tests/data/make_types.js
}

wasm_module() { # TARGET FLAGS…
  local target=$1 sources=(src/*/*.c)
  unset EMCC_CFLAGS EMCC_DEBUG
  mkdir -p "$(dirname "$target")"
  # shellcheck disable=SC2086  # CFLAGS is a list
  emcc "${sources[@]}" -o "$target" -Isrc $CFLAGS -O3 -g0 -msimd128 --no-entry -sSTANDALONE_WASM \
    -sALLOW_MEMORY_GROWTH=1 -sMAXIMUM_MEMORY=2147483648 -sTOTAL_STACK=262144 -sMALLOC=dlmalloc \
    -sBINARYEN_EXTRA_PASSES=--one-caller-inline-max-function-size=0 "${@:2}"
  chmod 644 "$target"
  say "wasm: $target, $(wc -c <"$target") bytes of ${#sources[@]} files"
}

# --- native -----------------------------------------------------------------------------------------

# The Makefile of one variant: every src/*/*.c an object, every tests/native/*.c a program that all of them
# are linked to. Everything depends on the Makefile, and so on the flags that it names.
native_makefile() { # DIR COMPILER FLAGS
  printf 'DIR := %s\nCC := %s\nFLAGS := %s\n' "$1" "$2" "$CFLAGS $3"
  cat <<'MAKE'
SELF := $(lastword $(MAKEFILE_LIST))
SOURCES := $(sort $(wildcard src/*/*.c))
TESTS := $(sort $(wildcard tests/native/*.c))
OBJECTS := $(SOURCES:src/%.c=$(DIR)/obj/%.o)

all: $(TESTS:tests/native/%.c=$(DIR)/%) $(OBJECTS)

$(DIR)/obj/%.o: src/%.c $(SELF)
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -Isrc -MMD -MP -c $< -o $@

$(DIR)/obj/tests/%.o: tests/native/%.c $(SELF)
	$(CC) $(FLAGS) -Isrc -MMD -MP -c $< -o $@

$(DIR)/%: $(DIR)/obj/tests/%.o $(OBJECTS)
	$(CC) $(FLAGS) $^ -lm -o $@

.SECONDARY:
-include $(wildcard $(DIR)/obj/*/*.d)
MAKE
}

native_variant() { # DIR COMPILER FLAGS
  local dir=$1 makefile="$1/obj/Makefile" text program
  mkdir -p "$dir/obj/tests"
  text=$(native_makefile "$@")
  [ "$(cat "$makefile" 2>/dev/null)" = "$text" ] || printf '%s\n' "$text" >"$makefile"
  # A program whose source has gone must not be run any more.
  for program in "$dir"/*; do
    [ ! -f "$program" ] || [ -e "tests/native/${program##*/}.c" ] || rm -f "$program"
  done
  make --no-print-directory -s -j2 -f "$makefile"
}

native() {
  local root=${1:-build/native} compiler
  for compiler in gcc clang; do
    native_variant "$root/$compiler" "$compiler" '-O2'
    native_variant "$root/$compiler-sanitized" "$compiler" \
      '-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all'
  done
  say "native: $root/{gcc,gcc-sanitized,clang,clang-sanitized}"
}

# --- data -------------------------------------------------------------------------------------------

# SHA-256 of the four files' uncompressed content: Debian compressed them anew, so the publishers' .gz
# and Debian's differ and their content does not.
data_sum() {
  case $1 in
    train-images-idx3-ubyte) echo c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888 ;;
    train-labels-idx1-ubyte) echo bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9 ;;
    t10k-images-idx3-ubyte) echo 5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b ;;
    t10k-labels-idx1-ubyte) echo 0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34 ;;
  esac
}

sha256() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c1-64; }

data_is_sound() { # FILE.gz NAME
  [ -f "$1" ] && [ "$(gzip -dcq "$1" 2>/dev/null | sha256)" = "$(data_sum "$2")" ]
}

data_fetch() { # SOURCE NAME TARGET: from a directory, compressed or not, or from a URL
  case $1 in
    http*)
      say "  downloading $1/$2.gz"
      curl --fail --silent --show-error --location --retry 3 -o "$3" "$1/$2.gz" ||
        fail "$1/$2.gz cannot be downloaded"
      ;;
    *)
      if [ -f "$1/$2.gz" ]; then
        cp "$1/$2.gz" "$3"
      elif [ -f "$1/$2" ]; then
        gzip -nc "$1/$2" >"$3"
      else
        fail "$1 has neither $2.gz nor $2"
      fi
      ;;
  esac
}

data_full() {
  local source='' name part
  while [ $# -gt 0 ]; do
    case $1 in
      --data) [ $# -gt 1 ] || fail '--data needs a directory'
        [ -d "$2" ] || fail "--data $2: no such directory"
        source=$2; shift ;;
      --download) source=$DATA_URL ;;
      *) fail "data: unknown argument $1; see ./build.sh help" ;;
    esac
    shift
  done
  local wanted=()
  for name in $DATA_FILES; do
    data_is_sound "$DATA_TARGET/$name.gz" "$name" || wanted+=("$name")
  done
  if [ ${#wanted[@]} = 0 ]; then
    say "data: $DATA_TARGET has all of Fashion-MNIST"
    return
  fi
  [ -n "$source" ] || { [ -d "$DATA_DEBIAN" ] && source=$DATA_DEBIAN; } || source=$DATA_URL
  say "data: ${#wanted[@]} files from $source to $DATA_TARGET"
  mkdir -p "$DATA_TARGET"
  # Under its own name a file appears only whole and checked.
  part=$(mktemp -d "$DATA_TARGET/.part.XXXXXX")
  # shellcheck disable=SC2064  # `part` is local: expand it now
  trap "rm -rf '$part'" EXIT
  for name in "${wanted[@]}"; do
    data_fetch "$source" "$name" "$part/$name.gz"
    data_is_sound "$part/$name.gz" "$name" ||
      fail "$source/$name.gz is not Fashion-MNIST: the SHA-256 of its content is not $(data_sum "$name")"
    chmod 644 "$part/$name.gz"
  done
  mv -f "$part"/*.gz "$DATA_TARGET/"
  say "data: done, SHA-256 checked"
}

data() {
  if [ "${1:-}" = starter ]; then
    shift
    data_full "$@"
    node tests/data/make_starter.js "$DATA_TARGET" web/data/starter
  else
    data_full "$@"
  fi
}

# --- what leaves the tree: publish/ -------------------------------------------------------------------

# Everything is made by one script each, of packages, which are brought where they are missing; but not for a preset that
# there is not.
publish() { # NAME ARGUMENTS
  command -v node >/dev/null || fail 'Node 20 or later is missing: https://nodejs.org'
  node publish/presets.js "$@"
  [ -d node_modules/esbuild ] || bring_packages
  node "publish/$1.js" "${@:2}"
}

site() { publish site "$@"; }

single() { publish single "$@"; }

scorm() { publish scorm "$@"; }

site-tests() { publish site-tests "$@"; }

pictures() { publish pictures "$@"; }

package() {
  local target=${1:-build}
  mkdir -p "$target"
  npm pack --pack-destination "$target"
}

# --- examples in Python -------------------------------------------------------------------------------

# Packages of PyPI in an environment of its own, build/python.
python_packages() {
  [ -x build/python/bin/python ] || python3 -m venv build/python || fail 'python3 -m venv is needed: apt-get install python3-venv'
  build/python/bin/pip install --quiet --disable-pip-version-check "$@"
}

notebook() {
  python_packages wasmtime numpy nbclient nbformat ipykernel
  build/python/bin/python tests/examples/run_notebook.py examples/descenso.ipynb
}

sweeps() {
  command -v parallel >/dev/null || fail 'GNU parallel is missing: apt-get install parallel'
  python_packages 'dask[distributed]'
  tests/sweeps/run.sh "$PWD/build/python/bin/python"
}

# --- exports ----------------------------------------------------------------------------------------

# Debian's PyTorch, and Keras on JAX in a folder of its own. PyTorch 2 has gigabytes, so only when it is asked for.
exports() {
  local write=--check torch2='' venv=build/exports/venv given
  while [ $# -gt 0 ]; do
    case $1 in
      --write) write='' ;;
      --torch2) torch2=build/exports/torch2/bin/python ;;
      *) fail "exports: unknown argument $1; see ./build.sh help" ;;
    esac
    shift
  done
  [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
  "$venv/bin/pip" install -q keras==3.15.1 jax==0.10.2 scipy nbconvert ipykernel
  /usr/bin/python3 -c 'import scipy, torch' ||
    fail 'PyTorch and SciPy are missing: apt-get install python3-torch python3-scipy libopenblas0-pthread'
  given=(--pytorch /usr/bin/python3 --keras "$venv/bin/python")
  if [ "$torch2" ]; then
    [ -x "$torch2" ] || python3 -m venv build/exports/torch2
    build/exports/torch2/bin/pip install -q 'torch>=2' numpy scipy
    given=(--torch2 "$torch2")
  fi
  # shellcheck disable=SC2086  # nothing, where it is to be written
  node tests/golden/exports/make.js "${given[@]}" $write
  # shellcheck disable=SC2086
  node tests/golden/exports/whole.js "${given[@]}" $write
  [ "$torch2" ] || node tests/golden/exports/saved.js --keras "$venv/bin/python"
}

# --- hosts: other people's pages with labs in them ------------------------------------------------------

# Those that are too heavy for `npm test`: a directory of build/hosts/ each, with what it takes from PyPI.
readonly HOSTS='jupyterlab jupyterlab==4.6.6 ipykernel==7.4.0
jupyter-book jupyter-book==1.0.4.post1'

bring_host() { # NAME REQUIREMENT…
  local place="build/hosts/$1" wanted="${*:2}"
  # Whole or not at all: what it holds is written down last.
  [ "$(cat "$place/brought" 2>/dev/null)" != "$wanted" ] || return 0
  say "hosts: bringing $wanted to $place (250 MB, a minute or two)"
  rm -rf "$place"
  python3 -m venv "$place" || fail "python3 has no venv: apt-get install python3-venv"
  "$place/bin/pip" install --quiet --disable-pip-version-check "${@:2}" ||
    fail "pip could not install $wanted in $place; without a network the hosts' tests cannot run"
  printf '%s\n' "$wanted" >"$place/brought"
}

hosts() {
  local names tests=(tests/hosts/*.host.js)
  case ${1:-} in
    '') ;;
    --pictures) export DESCENSO_PICTURES=1; tests+=(tests/hosts/*.test.js) ;;
    *) fail "hosts: unknown argument $1; there is --pictures" ;;
  esac
  command -v python3 >/dev/null || fail 'python3 is missing: apt-get install python3 python3-venv'
  [ -d node_modules/puppeteer-core ] || bring_packages
  mkdir -p build/hosts
  # JupyterLab runs scripts of Node's older kind, and would take them for modules as this package's are.
  printf '{ "type": "commonjs" }\n' >build/hosts/package.json
  while read -r -a names; do bring_host "${names[@]}"; done <<<"$HOSTS"
  node --test --test-concurrency=1 --test-reporter=spec "${tests[@]}"
}

# --- claims -----------------------------------------------------------------------------------------

claims() { node tests/claims/measure.js "$@"; }

mutations() { node tests/claims/mutations.js "$@"; }

# --- check ------------------------------------------------------------------------------------------

# Runs a command, silent unless it fails.
quietly() {
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then
    say "check: $name ok"
  else
    printf '%s\n' "$output"
    say "check: $name FAILED"
    return 1
  fi
}

# The analyzer follows each function through so many states, by default 225,000: a sixth of them takes a fourth of the time.
run_tidy() {
  local states=40000
  [ "${DESCENSO_WHOLE:-}" != 1 ] || states=225000
  printf '%s\n' src/*/*.c | STATES=$states xargs -P2 -n4 sh -c 'clang-tidy --quiet "$@" -- -std=c11 -msse2 -Isrc \
    -Xclang -analyzer-config -Xclang max-nodes="$STATES"' clang-tidy
}

run_cppcheck() {
  cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr -j2 \
    --enable=warning,performance,portability -Isrc src
}

check() {
  local failed=0 c_files=(src/*/*.[ch])
  mapfile -t -O ${#c_files[@]} c_files < <(compgen -G 'tests/native/*.[ch]' || true)
  quietly clang-format clang-format --dry-run -Werror "${c_files[@]}" || failed=1
  quietly clang-tidy run_tidy || failed=1
  quietly cppcheck run_cppcheck || failed=1
  quietly prettier node_modules/.bin/prettier --check --log-level warn . || failed=1
  quietly eslint node_modules/.bin/eslint . || failed=1
  quietly types node_modules/.bin/tsc --project tsconfig.json || failed=1
  return $failed
}

command=${1:-help}
[ $# = 0 ] || shift
case $command:${1:-} in
  # These take nothing but a name to write under, which an option would become.
  wasm:-* | native:-* | package:-*) fail "$command: unknown argument $1; see ./build.sh help" ;;
esac
case $command in
  setup | wasm | native | data | site | site-tests | single | scorm | pictures | package | sweeps | notebook | exports | hosts | claims | mutations | check) "$command" "$@" ;;
  help | --help | -h) usage ;;
  *) usage >&2; exit 2 ;;
esac
