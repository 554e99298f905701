"""Which files verify and merge read: folders, lists of names, and standard input."""

import base64
import json
import os
import socket
import subprocess
import tempfile
import unittest

import support

BUNDLE = support.BUNDLE_OF_PAGE.read_bytes()


class InputsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = os.fsencode(folder.name)

    def write(self, name, data=BUNDLE):
        """Writes a file below the root. `name` is bytes, with the names of its folders."""
        path = os.path.join(self.root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        return path

    def run_program(self, *arguments, stdin=b""):
        return subprocess.run([support.PROGRAM, *arguments], input=stdin, capture_output=True, cwd=self.root,
                              timeout=300, check=False)

    def reports(self, *arguments, status=0, stdin=b""):
        """The file names and error codes (None if not refused) of `verify --json`, in order."""
        done = self.run_program("verify", "--json", *arguments, stdin=stdin)
        self.assertEqual(done.returncode, status, done.stderr)
        reports = [json.loads(line) for line in done.stdout.splitlines()]
        names = [base64.b64decode(report["file_bytes_b64"]) if "file_bytes_b64" in report
                 else report["file"].encode() for report in reports]
        codes = [report.get("error", {}).get("code") for report in reports]
        self.assertEqual(done.stderr.count(b"\n"), len(codes) - codes.count(None))
        return list(zip(names, codes))


def in_order(tree, prefix=b""):
    """The paths of a tree of dictionaries, in byte order of the names in each folder."""
    for name in sorted(tree):
        if isinstance(tree[name], dict):
            yield from in_order(tree[name], prefix + name + b"/")
        else:
            yield prefix + name


class OneBadAmongMany(InputsTest):
    FILES = 5000

    def test_the_bad_one_is_found(self):
        good = self.write(b"mirror/00000.json")
        for number in range(1, self.FILES):
            os.link(good, os.path.join(self.root, b"mirror/%05d.json" % number))
        os.remove(os.path.join(self.root, b"mirror/03141.json"))
        self.write(b"mirror/03141.json", BUNDLE.replace(b'"title":"', b'"title":"x', 1))
        whole = self.run_program("verify", "mirror")
        self.assertEqual((whole.returncode, whole.stderr), (1, b""))
        self.assertLessEqual(whole.stdout.count(b"\n"), self.FILES + 40)
        self.assertTrue(whole.stdout.endswith(b"\n4,999 hold, 1 fails, 0 refused\n"))
        quiet = self.run_program("verify", "-q", "mirror").stdout.splitlines()
        self.assertEqual(len(quiet), 2)
        self.assertTrue(quiet[0].startswith(b"mirror/03141.json: FAILS  "), quiet[0])
        reports = self.run_program("verify", "--json", "mirror").stdout.splitlines()
        self.assertEqual(len(reports), self.FILES)
        self.assertEqual([json.loads(line)["file"] for line in reports if b'"ok":false,"summary"' in line],
                         ["mirror/03141.json"])
        command = "find mirror -name '*.json' -print0 | sort -z | \"$0\" verify -0 --files-from -"
        found = subprocess.run(["sh", "-c", command, support.PROGRAM], cwd=self.root, capture_output=True, check=False)
        self.assertEqual((found.returncode, found.stdout), (1, whole.stdout))


class Folders(InputsTest):
    def test_every_json_file_in_byte_order_of_names(self):
        tree = {b"a": {b"x.json": 1, b"b": {b"c": {b"y.json": 1}}, b".json": 1}, b"a-b.json": 1, b"a.json": 1,
                b"a0.json": 1, b"B.json": 1, b"\xc3\xa9.json": 1, b"\xff.json": 1, b" .json": 1,
                b".git": {b"z.json": 1}, b"d.json": {b"e.json": 1}, b"z\n.json": 1, b"~.json": 1}
        for path in in_order(tree):
            self.write(b"tree/" + path)
        for other in (b"x.JSON", b"x.json~", b"x.txt", b"json", b"a/x.json.gz"):
            self.write(b"tree/" + other, b"not a bundle")
        expected = [(b"tree/" + path, None) for path in in_order(tree)]
        self.assertIn((b"tree/a/x.json", None), expected)
        self.assertLess(expected.index((b"tree/a/x.json", None)), expected.index((b"tree/a-b.json", None)))
        for options in ((), ("--threads", "3")):
            self.assertEqual(self.reports("tree", *options), expected)
            self.assertEqual(self.reports("tree/", *options), expected)
        self.assertEqual(self.reports("tree/d.json", "tree/a.json", "tree/a"),
                         [(b"tree/d.json/e.json", None), (b"tree/a.json", None)]
                         + [row for row in expected if row[0].startswith(b"tree/a/")])

    def test_merge_reads_folders(self):
        events = json.loads(BUNDLE)["events"]
        for i, event in enumerate(events):
            self.write(b"tree/%d/e.json" % i, json.dumps(event).encode())
        expected = support.run("merge", support.write_json(events))
        done = self.run_program("merge", "tree")
        self.assertEqual((done.returncode, done.stdout, done.stderr.decode()), expected)

    def test_only_regular_files_and_links_to_them_count(self):
        self.write(b"tree/b.json")
        self.write(b"elsewhere/c.json")
        os.mkfifo(os.path.join(self.root, b"tree/fifo.json"))
        with socket.socket(socket.AF_UNIX) as listener:
            # The path of a socket must be short.
            listener.bind(os.path.relpath(os.path.join(self.root, b"tree/socket.json")))
            for name, target in ((b"link.json", b"../elsewhere/c.json"), (b"null.json", b"/dev/null"),
                                 (b"folder.json", b"../elsewhere"), (b"up", b".."), (b"pipe.json", b"fifo.json")):
                os.symlink(target, os.path.join(self.root, b"tree", name))
            self.assertEqual(self.reports("tree"), [(b"tree/b.json", None), (b"tree/link.json", None)])
        # A link that is named itself is followed.
        self.assertEqual(self.reports("tree/folder.json"), [(b"tree/folder.json/c.json", None)])

    def test_what_cannot_be_read_is_refused_and_the_rest_goes_on(self):
        for name in (b"a.json", b"z.json", b"m/x.json"):
            self.write(b"tree/" + name)
        for name, target in ((b"b.json", b"missing"), (b"c.json", b"d.json"), (b"d.json", b"c.json"), (b"e", b"e")):
            os.symlink(target, os.path.join(self.root, b"tree", name))
        expected = [(b"tree/a.json", None), (b"tree/b.json", "unreadable"), (b"tree/c.json", "unreadable"),
                    (b"tree/d.json", "unreadable"), (b"tree/m/x.json", None), (b"tree/z.json", None)]
        self.assertEqual(self.reports("tree", status=2), expected)
        self.assertEqual(self.run_program("merge", "tree").returncode, 2)

    def test_an_unreadable_folder(self):
        as_nobody = ["setpriv", "--reuid=65534", "--clear-groups"] if os.geteuid() == 0 else []  # root reads all
        try:
            subprocess.run([*as_nobody, support.PROGRAM, "--version"], capture_output=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            self.skipTest("root cannot become somebody who may run the program")
        for name in (b"a.json", b"m/x.json", b"z.json"):
            self.write(b"tree/" + name)
        os.chmod(self.root, 0o755)
        os.chmod(os.path.join(self.root, b"tree/m"), 0)
        self.addCleanup(os.chmod, os.path.join(self.root, b"tree/m"), 0o755)
        done = subprocess.run([*as_nobody, support.PROGRAM, "verify", "--json", "tree"], cwd=self.root,
                              capture_output=True, timeout=300, check=False)
        self.assertEqual(done.returncode, 2, done.stderr)
        rows = [(report["file"], report.get("error")) for report in map(json.loads, done.stdout.splitlines())]
        self.assertEqual([name for name, _ in rows], ["tree/a.json", "tree/m", "tree/z.json"])
        self.assertEqual([error and (error["code"], error["line"], error["column"]) for _, error in rows],
                         [None, ("unreadable", None, None), None])

    def test_a_folder_with_nothing_to_work_on(self):
        os.makedirs(os.path.join(self.root, b"empty/inside"))
        self.write(b"empty/x.txt")
        self.write(b"a.json")
        self.assertEqual(self.reports("empty", status=2), [(b"empty", "empty")])
        self.assertEqual(self.reports("empty", "a.json", status=2), [(b"empty", "empty"), (b"a.json", None)])
        merged = self.run_program("merge", "empty")
        self.assertEqual((merged.returncode, merged.stdout), (2, b""))
        self.assertTrue(merged.stderr.startswith(b"empty: empty: "), merged.stderr)
        self.assertIn(b".json", merged.stderr)

    def test_a_deep_tree(self):
        """Deeper than a path may be long. Each level that can be opened is read."""
        here = os.open(self.root, os.O_RDONLY)
        opened = [here]
        depth = 300
        for _ in range(depth):
            os.mkdir(b"n" * 20, dir_fd=here)
            here = os.open(b"n" * 20, os.O_RDONLY, dir_fd=here)
            opened.append(here)
            os.close(os.open(b"x.json", os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=here))
        done = self.run_program("verify", "--json", b"n" * 20)
        self.assertEqual(done.returncode, 2)
        codes = [json.loads(line)["error"]["code"] for line in done.stdout.splitlines()]
        self.assertEqual((codes[0], set(codes[1:-1]) | {codes[-1]}), ("unreadable", {"empty", "unreadable"}))
        self.assertGreater(codes.count("empty"), 4000 // 21 - 2)
        for parent, child in reversed(list(zip(opened, opened[1:]))):  # rmtree() cannot
            os.unlink(b"x.json", dir_fd=child)
            os.close(child)
            os.rmdir(b"n" * 20, dir_fd=parent)
        os.close(opened[0])


class Lists(InputsTest):
    def setUp(self):
        super().setUp()
        for name in (b"a.json", b"b.json", b"tree/c.json", b"-", b" d ", b"e\n.json", b"f\xff", b"--json"):
            self.write(name)

    def test_names_come_after_those_of_the_command_line(self):
        self.write(b"list", b"tree\n\nb.json\n d \n-\nf\xff\n--json\n./a.json")
        expected = [(b"b.json", None), (b"tree/c.json", None), (b"b.json", None), (b" d ", None), (b"./-", None),
                    (b"f\xff", None), (b"--json", None), (b"./a.json", None)]
        for options in ((), ("--threads", "2")):
            self.assertEqual(self.reports(*options, "--files-from", "list", "b.json"), expected)
        self.assertEqual(self.reports("--files-from=list"), expected[1:])
        with open(os.path.join(self.root, b"list"), "rb") as file:
            names = file.read()
        self.assertEqual(self.reports("--files-from", "-", stdin=names), expected[1:])

    def test_names_that_end_with_a_zero_byte(self):
        names = b"e\n.json\0tree\0\0a.json"
        expected = [(b"e\n.json", None), (b"tree/c.json", None), (b"a.json", None)]
        for option in ("-0", "--null"):
            self.assertEqual(self.reports("--files-from", "-", option, stdin=names), expected)
            self.assertEqual(self.reports("--files-from", "-", option, stdin=names + b"\0"), expected)

    def test_a_list_gives_the_same_as_arguments_and_a_folder(self):
        for i in range(50):
            self.write(b"many/%03d.json" % i)
        names = [b"many/%03d.json" % i for i in range(50)]
        alone = self.run_program("verify", "--json", *names)
        self.assertEqual((alone.returncode, alone.stdout.count(b"\n")), (0, 50))
        listed = self.run_program("verify", "--json", "--files-from", "-", stdin=b"\n".join(names))
        found = self.run_program("verify", "--json", "many")
        self.assertEqual([listed.stdout, found.stdout], [alone.stdout] * 2)
        merged = self.run_program("merge", *names)
        self.assertEqual(self.run_program("merge", "--files-from", "-", "-0", stdin=b"\0".join(names)).stdout,
                         merged.stdout)

    def test_lists_that_are_refused(self):
        for data, code in ((b"", "empty"), (b"\n\n", "empty"), (b"a.json\0b.json\0", "unreadable"),
                           (b"a.json\n" + b"x" * 4096 + b"\n", "unreadable"), (BUNDLE * 2, "unreadable"),
                           (b"x" * 200_000, "unreadable")):
            self.write(b"list", data)
            with self.subTest(data=data[:30]):
                self.assertEqual(self.reports("--files-from", "list", status=2), [(b"list", code)])
                self.assertEqual(self.reports("--files-from", "list", "a.json", status=2),
                                 [(b"a.json", None), (b"list", code)])
                self.assertEqual(self.reports("--files-from", "-", status=2, stdin=data), [(b"-", code)])
        self.assertEqual(self.reports("--files-from", "missing", status=2), [(b"missing", "unreadable")])
        self.assertEqual(self.reports("--files-from", "tree", status=2), [(b"tree", "unreadable")])
        self.assertEqual(self.reports("--files-from", "", status=2), [(b"", "unreadable")])
        # The longest name that is one.
        self.write(b"list", b"x" * 4095 + b"\n")
        self.assertEqual(self.reports("--files-from", "list", status=2), [(b"x" * 4095, "unreadable")])

    def test_many_names(self):
        """In bounded memory. The list is longer than the buffer, so names are cut by it."""
        count = 20_000
        names = [b"missing/%d" % i for i in range(count)]
        reports = self.reports("--files-from", "-", status=2, stdin=b"\n".join(names))
        self.assertEqual(reports, [(name, "unreadable") for name in names])

    def test_wrong_usage(self):
        for arguments in ((), ("--files-from",), ("-0", "a.json"), ("--null", "a.json"), ("--files-from", "-", "-"),
                          ("--files-from", "list", "--files-from", "list")):
            for command in ("verify", "merge"):
                done = self.run_program(command, "--json", *arguments, stdin=BUNDLE)
                self.assertEqual((done.returncode, done.stdout), (2, b""), arguments)
                self.assertNotEqual(done.stderr, b"")
        self.assertEqual(self.run_program("canon", "--files-from", "a.json").returncode, 2)

    def test_standard_input_beside_a_list(self):
        self.write(b"list", b"a.json\n")
        self.assertEqual(self.reports("--files-from", "list", "-", stdin=BUNDLE), [(b"-", None), (b"a.json", None)])
        # A file called - is not standard input.
        self.write(b"list", b"-\n")
        self.assertEqual(self.reports("--files-from", "list", "-", stdin=b"[", status=2),
                         [(b"-", "syntax"), (b"./-", None)])


if __name__ == "__main__":
    unittest.main()
