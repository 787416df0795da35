"""What the checkers need to know of a pack, read from its YAML files."""

import sys
from pathlib import Path

import yaml


def default_folder(name):
    """The example pack of that name in this repository."""
    return Path(__file__).resolve().parents[2] / "conf" / "examples" / name


def _yaml_files(folder, kind):
    if not (Path(folder) / "pack.yaml").is_file():
        sys.exit(f"Cannot read the pack: no pack.yaml in {folder}; name the pack's folder with --conf")
    for path in sorted((Path(folder) / kind).glob("*.yaml")):
        yield path.stem, yaml.safe_load(path.read_text(encoding="utf-8"))


def scheme_values(folder):
    """Scheme -> the feature behind its amounts, None where it is the pack's own value."""
    return {name: scheme.get("value") for name, scheme in _yaml_files(folder, "schemes")}


def has_roll_rates(folder):
    return any("roll_rate" in scheme for _, scheme in _yaml_files(folder, "schemes"))


def protected_columns(folder):
    """Columns that may not stand in Delta's statistics: keys, customers and personal data of every source."""
    names = set()
    for _, source in _yaml_files(folder, "sources"):
        dates = {source.get("event_time"), "month"}
        names.update(key for key in source.get("key", []) if key not in dates)
        names.update(filter(None, [source.get("customer")]))
        names.update(column["name"] for column in source.get("columns", []) if column.get("pii"))
    return names
