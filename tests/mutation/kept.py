"""The small fixed sample of faults: ``python -m tests.mutation.kept`` needs no further package."""

import sys
import tempfile
import tomllib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mutation.trial import copy_of_tree, fate, warm

KEPT = Path(__file__).parent / "kept.toml"


def main() -> int:
    """Print each fault that its test did not notice, and each test that fails without one."""
    mutants = tomllib.loads(KEPT.read_text(encoding="utf-8"))["mutant"]
    warm(["numpy", "scipy.optimize", "scipy.signal", "scipy.stats", "hypothesis", "pydantic"])
    wrong = []
    with tempfile.TemporaryDirectory(prefix="formcheck-mutation-") as folder:
        root = copy_of_tree(Path(folder))
        whole = (root / "src/formcheck/__init__.py").read_text(encoding="utf-8")
        tests = [mutant["test"] for mutant in mutants]
        if fate(root, "src/formcheck/__init__.py", whole, tests, 20.0) != "survived":
            wrong.append((Path(folder) / "last.log").read_text(encoding="utf-8"))
        for mutant in mutants:
            path = f"src/formcheck/{mutant['file']}"
            text = (root / path).read_text(encoding="utf-8")
            assert text.count(mutant["before"]) == 1, f"{path}: {mutant['before']}"
            faulty = text.replace(mutant["before"], mutant["after"])
            if fate(root, path, faulty, [mutant["test"]], 5.0) == "survived":
                wrong.append(f"not noticed: {path}: {mutant['after']}")
    print("\n".join(wrong) or f"{len(mutants)} faults noticed")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main())
