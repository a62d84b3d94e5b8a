"""The browsable page of a run: an index and one page per notebook, readable with no network, no kernel and no script.

The page knows nothing of how the notebooks were run: all it needs stands in the executed files themselves (their
outputs, and ``metadata.leadkit``), so any folder of executed notebooks can be turned into one.
"""

from leadkit.report.build import build, grades
from leadkit.report.clean import POLICY

__all__ = ["POLICY", "build", "grades"]
