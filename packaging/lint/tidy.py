#!/usr/bin/env python3
"""Runs clang-tidy over core, agent and app, two files at a time, and remembers what was clean.

usage: tidy.py BUILD_FOLDER [FILE...]

BUILD_FOLDER holds compile_commands.json. A file is looked at again only when it, a header of ours that it includes
however indirectly, its compile command, .clang-tidy or this program has changed since it was found clean.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

TIDY = "clang-tidy-19"
FOLDERS = ("core", "agent", "app")
ROOT = pathlib.Path(__file__).resolve().parents[2]
FINDING = re.compile(r"^(?=\S+:\d+:\d+: (?:error|warning): )", re.MULTILINE)
INCLUDE = re.compile(rb'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)


class Sources:
    """Digests of files together with everything of ours that they include."""

    def __init__(self):
        self._digests = {}
        self._includes = {}

    def closure(self, path, seen=None):
        seen = set() if seen is None else seen
        if path not in seen:
            seen.add(path)
            for included in self._read(path):
                self.closure(included, seen)
        return seen

    def digest(self, path):
        self._read(path)
        return self._digests[path]

    def _read(self, path):
        if path not in self._includes:
            text = path.read_bytes()
            self._digests[path] = hashlib.sha256(text).hexdigest()
            named = [ROOT / match.decode() for match in INCLUDE.findall(text)]
            self._includes[path] = [file for file in named if file.is_file()]
        return self._includes[path]


def tracked():
    listing = subprocess.run(["git", "ls-files", "-z", "--", *FOLDERS], cwd=ROOT, check=True, capture_output=True)
    return {ROOT / name for name in listing.stdout.decode().split("\0") if name.endswith(".cpp")}


def compile_commands(build):
    """The first command of each file: core is compiled a second time for the agent, which would only repeat findings."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        commands.setdefault(pathlib.Path(entry["file"]), entry)
    return commands


def key_of(path, command, sources, settings):
    key = hashlib.sha256(settings)
    key.update(json.dumps(command, sort_keys=True).encode())
    for file in sorted(sources.closure(path)):
        key.update(f"{file.relative_to(ROOT)} {sources.digest(file)}\n".encode())
    return key.hexdigest()


def settings_digest():
    version = subprocess.run([TIDY, "--version"], check=True, capture_output=True).stdout
    return version + (ROOT / ".clang-tidy").read_bytes() + pathlib.Path(__file__).read_bytes()


def tidy(path, database):
    """The findings in one file; empty when it is clean."""
    run = subprocess.run([TIDY, "--quiet", "-p", database, path], capture_output=True, text=True)
    findings = [part for part in FINDING.split(run.stdout) if part and "error: no header providing" not in part]
    if run.returncode != 0 and not run.stdout:
        findings.append(run.stderr)
    return "".join(findings).rstrip()


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    chosen = {pathlib.Path(name).resolve() for name in sys.argv[2:]} or tracked()
    commands = compile_commands(build)
    clean = build / "tidy"
    clean.mkdir(exist_ok=True)
    (clean / "compile_commands.json").write_text(json.dumps(list(commands.values())))

    sources, settings = Sources(), settings_digest()
    waiting = {}
    for path in sorted(chosen & commands.keys()):
        stamp = clean / key_of(path, commands[path], sources, settings)
        if not stamp.exists():
            waiting[path] = stamp
    for path in sorted(chosen - commands.keys()):
        print(f"{path.relative_to(ROOT)}: is in no CMakeLists.txt")

    failed = len(chosen - commands.keys())
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        runs = {pool.submit(tidy, path, clean): path for path in waiting}
        for done, run in enumerate(concurrent.futures.as_completed(runs), 1):
            path = runs[run]
            findings = run.result()
            print(f"[{done}/{len(runs)}] {path.relative_to(ROOT)}", flush=True)
            if findings:
                failed += 1
                print(findings, flush=True)
            else:
                waiting[path].touch()
    print(f"{len(chosen)} files, {len(waiting)} looked at, {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
