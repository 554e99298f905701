"""Temporary folders and fresh virtual environments for tests."""

import pathlib
import tempfile
import unittest

from bare_debian import run


class Case(unittest.TestCase):
    def new_folder(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return pathlib.Path(folder.name)

    def new_environment(self, *packages):
        """The folder of a fresh virtual environment with these packages, from PyPI or from files."""
        folder = self.new_folder() / "environment"
        run("/usr/bin/python3", "-m", "venv", folder)
        if packages:
            run(folder / "bin/python", "-m", "pip", "install", "--quiet", *packages)
        return folder
