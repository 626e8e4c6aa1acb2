"""Executes a notebook from its first cell to its last, in its folder, and writes what it printed into it.

    python run_notebook.py descenso.ipynb
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

file = Path(sys.argv[1])
notebook = nbformat.read(file, as_version=4)
about = dict(notebook.metadata)
# No times: what is printed is the same every time.
NotebookClient(notebook, resources={"metadata": {"path": str(file.parent)}}, record_timing=False).execute()
notebook.metadata = about
nbformat.write(notebook, file)
