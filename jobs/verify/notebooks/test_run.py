"""The judge of the notebooks: right ones pass, wrong ones do not."""

import base64

import nbformat
import pytest
from run import NOTEBOOKS, run_faults, stored_faults

v4 = nbformat.v4


def notebook(*, tags=("parameters",), outputs=()):
    cell = v4.new_code_cell("pack = 'x'", outputs=list(outputs))
    cell.metadata["tags"] = list(tags)
    return v4.new_notebook(cells=[cell])


def picture():
    return v4.new_output("display_data", data={"image/png": base64.b64encode(b"png").decode()})


def words(text):
    return v4.new_output("stream", name="stderr", text=text)


def kept(folder, made):
    nbformat.write(made, folder / "one.ipynb")
    return list(stored_faults(folder / "one.ipynb"))


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.name)
def test_ours_are_stored_without_outputs_and_with_parameters(path):
    assert list(stored_faults(path)) == []


def test_outputs_and_a_missing_cell_of_parameters_are_faults(tmp_path):
    assert kept(tmp_path, notebook()) == []
    assert kept(tmp_path, notebook(outputs=[words("1")])) == ["is stored with outputs; clear them"]
    assert kept(tmp_path, notebook(tags=())) == ["has not one cell tagged parameters"]


def test_a_picture_is_kept_beside_the_notebook(tmp_path):
    assert list(run_faults(notebook(outputs=[words("1"), picture()]), tmp_path / "one")) == []
    assert (tmp_path / "one_1.png").read_bytes() == b"png"


def test_no_picture_and_missing_characters_are_faults(tmp_path):
    missing = "UserWarning: Glyph 20998 (\\N{CJK UNIFIED IDEOGRAPH-5206}) missing from font(s) DejaVu Sans."
    assert list(run_faults(notebook(), tmp_path / "one")) == ["draws no picture"]
    assert list(run_faults(notebook(outputs=[picture(), words(missing)]), tmp_path / "one")) == [
        "draws characters that its font lacks: " + missing
    ]
