"""Find, check, run and copy the notebooks of the series.

A run is made of three steps that do not know the screen: :func:`choose` reads the notebooks, :func:`check` turns what
was typed into values that each notebook can take (all complaints come here, before anything runs), and :func:`run`
executes them side by side, each in a kernel of its own. :class:`ResultFolder` makes the folder of results appear
whole or not at all.
"""

from leadkit.notebooks.app import open_app
from leadkit.notebooks.folders import ResultFolder, copy_series, default_folder, reset
from leadkit.notebooks.lab import open_lab
from leadkit.notebooks.parameters import Parameter, check, lacking
from leadkit.notebooks.runner import Event, Outcome, run, try_kernel
from leadkit.notebooks.series import Notebook, choose, find, quick_start, read

__all__ = [
    "Event", "Notebook", "Outcome", "Parameter", "ResultFolder", "check", "choose", "copy_series", "default_folder",
    "find", "lacking", "open_app", "open_lab", "quick_start", "read", "reset", "run", "try_kernel",
]  # fmt: skip
