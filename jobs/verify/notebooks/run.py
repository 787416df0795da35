"""Runs the notebooks on a warehouse with papermill, and judges what came of it.

    python run.py WAREHOUSE --pack NAME [--keep DIR] [--language zh|en]

Of each notebook: it is stored without outputs and has a cell of parameters; no cell fails; it draws at least one picture, and no
character is missing from its fonts; the warehouse is as before, file by file. Pictures and the run notebooks go to DIR. Exit 1 when
anything is wrong. What Jupyter, IPython and matplotlib keep goes to a temporary folder.
"""

import argparse
import base64
import os
import sys
import tempfile
from pathlib import Path

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError

NOTEBOOKS = Path(__file__).resolve().parents[3] / "notebooks"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("warehouse")
    parser.add_argument("--pack", required=True)
    parser.add_argument("--keep", help="folder for the run notebooks and their pictures")
    parser.add_argument("--language", default="zh", choices=("zh", "en"))
    return parser.parse_args()


def stored_faults(path):
    """What is wrong with a notebook as it is kept in the repository."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if any(cell.outputs or cell.execution_count is not None for cell in code):
        yield "is stored with outputs; clear them"
    if sum("parameters" in cell.metadata.get("tags", []) for cell in code) != 1:
        yield "has not one cell tagged parameters"


def run_faults(notebook, pictures):
    """What is wrong with a notebook that has run; its pictures are written beside it."""
    drawn = 0
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        png = output.get("data", {}).get("image/png")
        if png:
            drawn += 1
            pictures.with_name(f"{pictures.name}_{drawn}.png").write_bytes(base64.b64decode(png))
        if "missing from" in output.get("text", "") and "Glyph" in output["text"]:
            yield "draws characters that its font lacks: " + output["text"].strip().splitlines()[0]
    if not drawn:
        yield "draws no picture"


def files_of(warehouse):
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in Path(warehouse).rglob("*") if path.is_file()}


def main():
    asked = arguments()
    warehouse = str(Path(asked.warehouse).resolve())
    before = files_of(warehouse)
    if not before:
        sys.exit(f"No files in {warehouse}")
    faults = []
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.update(
            IPYTHONDIR=f"{scratch}/ipython",
            JUPYTER_CONFIG_DIR=f"{scratch}/jupyter",
            JUPYTER_DATA_DIR=f"{scratch}/jupyter-data",
            JUPYTER_RUNTIME_DIR=f"{scratch}/jupyter-runtime",
            MPLCONFIGDIR=f"{scratch}/matplotlib",
            PYTHONDONTWRITEBYTECODE="1",
        )
        # three short JVMs on small tables
        os.environ.setdefault("SPARK_SUBMIT_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        keep = Path(asked.keep or scratch)
        keep.mkdir(parents=True, exist_ok=True)
        paths = sorted(NOTEBOOKS.glob("*.ipynb"))
        for path in paths:
            found = list(stored_faults(path))
            done = keep / path.name
            try:
                ran = papermill.execute_notebook(
                    str(path),
                    str(done),
                    parameters={"warehouse": warehouse, "pack": asked.pack, "language": asked.language},
                    cwd=str(NOTEBOOKS),
                    kernel_name="python3",
                    progress_bar=False,
                )
                found += run_faults(ran, keep / path.stem)
            except PapermillExecutionError as failure:
                found.append(f"fails: {failure}")
            faults += [f"{path.name} {fault}" for fault in found]
            print(f"{path.name}: {'; '.join(found) or 'ran'}", flush=True)
        if not paths:
            faults.append(f"no notebooks in {NOTEBOOKS}")
    if files_of(warehouse) != before:
        faults.append(f"the warehouse {warehouse} was written to")
        print(faults[-1])
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
