"""Pages that are right pass; whatever else a page says than the session does stops it, at the line."""

from pathlib import Path

import pytest

import tutorial

CONF = Path(__file__).resolve().parents[3] / "conf"

RIGHT = """# A page

```sh
T=$(mktemp -d)
cat > "$T/names" <<'TXT'
anna 1
ben 2
carla 3
TXT
cd "$T"
```

Text between.

```sh
cat names; echo "took 12.5 s" >&2
```

```output
anna 1
ben …
…
took … s
```

```sh exit=3
grep -q carla names
(exit 3)
```
"""


@pytest.fixture
def run(tmp_path, capsys):
    """(exit code, all that was said) of a page's text."""

    def run(text, *options):
        page = tmp_path / "page.md"
        page.write_text(text, encoding="utf-8")
        code = tutorial.main([str(page), "--folder", str(tmp_path), *options])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_a_right_page_passes_and_leaves_nothing(run, tmp_path):
    code, said = run(RIGHT)
    assert code == 0, said
    assert "3 blocks passed, 1 outputs" in said
    assert [path.name for path in tmp_path.iterdir()] == ["page.md"]


@pytest.mark.parametrize(
    ("found", "changed", "message"),
    [
        ("anna 1\nben …", "anna 1\nbert …", ":21: this line was not printed here: bert …"),
        ("anna 1\nben …", "ben …\nanna 1", ":21: this line was not printed here: anna 1"),
        ("anna 1\nben …", "anna 1\ncarla 3", ":21: this line was not printed here: carla 3"),
        ("took … s\n```", "took … s\n…\nand more\n```", ":25: this line was not printed here: and more"),
        ("exit=3", "exit=2", ":26: this block ended with exit 3, the page says exit 2"),
        ("sh exit=3", "sh", ":26: this block ended with exit 3, the page says no failing command"),
        ("(exit 3)", "true", ":26: this block ended with exit 0, the page says exit 3"),
        ("cat names;", "cat no_names; cat names;", ":15: this block ended with exit 1, the page says no failing command"),
        ("cat names;", "exit 0;", ":15: this block ended the shell"),
    ],
)
def test_a_difference_stops_the_page_at_its_line(run, found, changed, message):
    assert found in RIGHT
    code, said = run(RIGHT.replace(found, changed, 1))
    assert code == 1
    assert "page.md" + message in said


def test_a_failure_shows_what_was_printed(run):
    _, said = run("```sh\necho one; echo two\n```\n```output\nthree\n```\n")
    assert "printed:\n  | one\n  | two\n" in said


def test_a_command_that_fails_in_the_middle_or_in_a_function_is_seen(run):
    assert run("```sh\nfalse\ntrue\n```\n")[0] == 1
    assert run("```sh\nf() { (exit 4); true; }\nf\n```\n")[0] == 1
    assert run("```sh\nfalse || true\nif false; then :; fi\n```\n")[0] == 0


def test_a_block_that_hangs_is_ended(run):
    code, said = run("```sh\nsleep 30\n```\n", "--timeout", "0.3")
    assert code == 1
    assert "took more than 0.3 s" in said


def test_a_block_has_no_input(run):
    assert run("```sh\ncat\n```\n```sh\necho still here\n```\n```output\nstill here\n```\n")[0] == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# No block\n", ":1: the page has no sh block"),
        ("```output\none\n```\n", ":1: this output follows no sh block"),
        ("```sh\necho\n```\n```output\none\n```\n```output\none\n```\n", ":7: this output follows no sh block"),
        ("```sh\necho\n", ":1: this block has no end"),
        ("```sh\n```\n", ":1: this block is empty"),
        ("```bash\necho\n```\n", ":1: unknown fence 'bash'; known: sh, sh exit=N, output"),
        ("```\necho\n```\n", ":1: unknown fence ''"),
        ("  ```sh\n  echo\n  ```\n", ":1: a fence is three backticks"),
    ],
)
def test_a_page_that_cannot_be_read_is_refused(run, text, message):
    code, said = run(text)
    assert code == 2
    assert "page.md" + message in said


def test_a_missing_page_is_refused(capsys):
    assert tutorial.main(["no_such_page.md"]) == 2
    assert "no_such_page.md" in capsys.readouterr().err


def test_the_two_languages_of_the_tutorial_run_and_show_the_same():
    english, chinese = ((CONF / name).read_text(encoding="utf-8") for name in ("TUTORIAL.md", "TUTORIAL.zh-CN.md"))
    blocks = [[(info, content) for _, info, content in tutorial.fences(text)] for text in (english, chinese)]
    assert blocks[0] == blocks[1]
    assert [block.code for block in tutorial.read_page(english)]
