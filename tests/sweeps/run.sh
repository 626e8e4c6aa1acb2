#!/usr/bin/env bash
# 200 runs on one machine by `race`, through GNU parallel, and through a Dask cluster of two worker processes of which one is killed on
# the way: the three tables must be equal to the bit. Takes a minute or two; ./build.sh sweeps prepares what it needs.
#
#   tests/sweeps/run.sh PYTHON   a Python that has dask[distributed]
set -euo pipefail
python=$1
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
children=()
finish() {
  for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
cd "$work"

descenso() { node "$root/wasm/cli.js" "$@"; }
sweep=(--set data.trainSize=320 --set data.validationSize=100 --set 'model.layers=[{"units":16},{"units":10}]' --set epochs=2
  --vary optimizer.id=sgd,momentum,adam,rmsprop --vary optimizer.learningRate=1e-3..1e-1:5 --seeds 10)

descenso race "${sweep[@]}" --out race.jsonl --csv >race.csv
echo "race: $(wc -l <race.jsonl) runs"

descenso race "${sweep[@]}" --jobs | parallel --will-cite >parallel.jsonl
descenso merge parallel.jsonl --csv >parallel.csv
echo "GNU parallel: $(wc -l <parallel.jsonl) runs"

# The cluster's parts are processes of their own, without a nanny that would start a killed worker again.
"$python" -m distributed.cli.dask_scheduler --host 127.0.0.1 --port 0 --no-dashboard --scheduler-file scheduler.json 2>scheduler.log &
children+=($!)
until [ -s scheduler.json ]; do sleep 0.2; done
for n in 1 2; do
  "$python" -m distributed.cli.dask_worker --scheduler-file scheduler.json --nthreads 1 --no-nanny --no-dashboard 2>"worker$n.log" &
  children+=($!)
done
address=$("$python" -c 'import json; print(json.load(open("scheduler.json"))["address"])')
"$python" "$root/examples/dask_sweep.py" --scheduler "$address" --command "node $root/wasm/cli.js" --out dask.jsonl \
  -- "${sweep[@]}" 2>dask.log &
sender=$!
until [ -f dask.jsonl ] && [ "$(wc -l <dask.jsonl)" -ge 30 ]; do
  kill -0 "$sender" 2>/dev/null || { cat dask.log; exit 1; }
  sleep 0.1
done
before=$(wc -l <dask.jsonl)
kill -9 "${children[2]}"
wait "$sender" || { cat dask.log; exit 1; }
[ "$before" -lt 200 ] || { echo 'the worker was killed too late'; exit 1; }
descenso merge dask.jsonl --csv >dask.csv
echo "Dask: $(wc -l <dask.jsonl) runs; one of two workers was killed after $before"

cmp race.csv parallel.csv
cmp race.csv dask.csv
echo "the three tables are equal to the bit: $(sha256sum <race.csv | cut -d' ' -f1)"
descenso merge race.jsonl
