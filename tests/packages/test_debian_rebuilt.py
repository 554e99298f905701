"""The source archive and the Debian packages have the same bytes if they are built again in other surroundings, which
rebuild.py describes. Prints both hashes of each file to standard output.
"""

import unittest

import artefacts
import rebuild
from bare_debian import ROOT


class Debian(rebuild.Rebuild):
    builder = "builder"

    def test_the_source_archive(self):
        """Of the same commit, in a clone, with the git and the xz of Debian 12."""
        commit = self.clone(ROOT)
        self.elsewhere(f"cd clone; git checkout --quiet --detach {commit}; scripts/source-archive ../again; "
                       "chmod -R a+rX ..")
        archive = artefacts.source_archive()
        self.compare(archive, self.home / "again" / archive.name)

    def test_the_packages(self):
        archive = artefacts.source_archive()
        self.elsewhere(f"/source/build-debs /source/{archive.name} a/b/c; chmod -R a+rX .")
        names = [path.name for path in artefacts.debian() if path.name.endswith((".deb", ".dsc", ".debian.tar.xz"))]
        self.assertGreater(len(names), 6)
        for name in names:
            with self.subTest(name):
                self.compare(artefacts.folder() / name, self.home / "a/b/c" / name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
