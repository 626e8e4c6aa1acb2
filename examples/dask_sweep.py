"""Runs a sweep of `descenso race` on a Dask cluster.

    pip install "dask[distributed]"
    python dask_sweep.py --out runs.jsonl [--scheduler tcp://host:8786 | --local 2] \
        -- --vary optimizer.id=sgd,adam --vary optimizer.learningRate=1e-3..1e-1:7 --seeds 10
    descenso merge runs.jsonl

What stands behind `--` is for `descenso race`, which prints one command for each run (`--jobs`). Each is a task of its own: it hangs
on no other, and comes to the same bits wherever it is run, so Dask may run it anywhere, and again when a worker is lost. Runs that
are in the file already are not run again. Node and Descenso must be on the workers, under the words of --command.
"""

import argparse
import json
import os
import shlex
import subprocess
import sys

from dask.distributed import Client, LocalCluster, as_completed


def list_commands(descenso, race):
    """The commands of a sweep's runs, in its order; each a list of words, the last but --data's a run as JSON."""
    words = [*shlex.split(descenso), "race", *race, "--jobs", "--command", descenso]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(done.returncode)  # it has said why
    return [shlex.split(line) for line in done.stdout.splitlines()]


def job_of(command):
    """A run's index, values and spec."""
    return json.loads(command[command.index("--job") + 1])


def run_command(command):
    """On a worker: one run; gives its line."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    return done.stdout


def read_done(file):
    """The specs of the runs in a file; a last line that was cut is taken out of it, and a whole one gets its end."""
    if not os.path.exists(file):
        return set()
    with open(file, "r+b") as lines:
        text = lines.read()
        *rows, last = text.split(b"\n")
        cut = last.strip() and BEGINNING.startswith(last[: len(BEGINNING)]) and not is_run(last)
        rows = [row for row in (rows if cut else [*rows, last]) if row.strip()]
        if not all(is_run(row) for row in rows):
            raise SystemExit(f"{file} is no file of runs")
        if cut:
            lines.truncate(len(text) - len(last))
        elif last:
            lines.write(b"\n")
    return {json.dumps(json.loads(row)["spec"]) for row in rows}


# How every line of a run begins.
BEGINNING = b'{"type":"run",'


def is_run(line):
    try:
        return json.loads(line).get("type") == "run"
    except (ValueError, AttributeError):
        return False


def main():
    parser = argparse.ArgumentParser(description="runs a sweep of descenso race on a Dask cluster")
    parser.add_argument("--scheduler", help="the address of a cluster's scheduler; without it, a cluster on this machine")
    parser.add_argument("--local", type=int, default=os.cpu_count(), help="processes of a cluster on this machine")
    parser.add_argument("--command", default="npx descenso", help="how Descenso is called here and on the workers")
    parser.add_argument("--out", required=True, help="file of runs, which grows by a line a run")
    parser.add_argument("--retries", type=int, default=5, help="how often a run is tried again when it fails")
    parser.add_argument("race", nargs=argparse.REMAINDER, help="-- and the words of descenso race")
    options = parser.parse_args()
    race = options.race[1:] if options.race[:1] == ["--"] else options.race

    commands = list_commands(options.command, race)
    done = read_done(options.out)
    left = [command for command in commands if json.dumps(job_of(command)["spec"]) not in done]
    print(f"{len(commands)} runs, {len(left)} of them to do", file=sys.stderr)
    if not left:
        return 0

    # A run that takes its worker down is another's at once; only after so many workers it is given up.
    if options.scheduler:
        client = Client(options.scheduler)
    else:
        client = Client(LocalCluster(n_workers=options.local, threads_per_worker=1, dashboard_address=None))
    failed = 0
    with client, open(options.out, "a") as out:
        futures = client.map(run_command, left, pure=False, retries=options.retries)
        for count, future in enumerate(as_completed(futures), 1):
            if future.status == "finished":
                out.write(future.result())
                out.flush()
            else:
                failed += 1
                print(f"a run failed: {future.exception()}", file=sys.stderr)
            print(f"\r{count}/{len(left)} runs", end="", file=sys.stderr)
    print(file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
