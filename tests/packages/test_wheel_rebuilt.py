"""The wheel and the sdist have the same bytes if they are built again in other surroundings, which rebuild.py
describes. Prints both hashes to standard output.
"""

import os
import unittest

import artefacts
import rebuild


class Wheel(rebuild.Rebuild):
    builder = "wheel-builder"
    cpu = max(os.sched_getaffinity(0))  # while test_debian_rebuilt.py uses the first one

    def test_the_wheel_and_the_sdist(self):
        archive = artefacts.source_archive()
        name = archive.name.removesuffix(".tar.xz")
        # What a user may have set does not count.
        self.elsewhere(f"""
          mkdir 'a rather long name of a folder'
          cd 'a rather long name of a folder'
          tar --extract --file /source/{archive.name}
          export SOURCE_DATE_EPOCH=$(stat --format %Y {name}/LICENSE)
          find {name} -exec touch {{}} +
          export CXXFLAGS='-O1 -g' CPATH=/nowhere PKG_CONFIG_PATH=/nowhere PYTHONHASHSEED=7
          export PIP_NO_INDEX=1 PIP_FIND_LINKS=/source/downloaded
          {name}/scripts/wheel {rebuild.HOME}/built
          chmod -R a+rX {rebuild.HOME}""")
        for first in (artefacts.wheel(), artefacts.sdist()):
            with self.subTest(first.name):
                self.compare(first, self.home / "built" / first.name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
