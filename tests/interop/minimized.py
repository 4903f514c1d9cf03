"""Compares what was made of Python's sources with what that Python says: the arguments are a directory of NUMBER.py, the
minimized source, and NUMBER.imports, the names found in it as of module p.q.r, beside NUMBER.path, which names the original; and how
many of them at least this Python must be able to read.
Minimized, it has the same statements on the same lines but for docstrings. Runs on Python 2.7 and later."""

import ast
import glob
import os
import sys
import warnings

DEFINITIONS = tuple(getattr(ast, name) for name in ('Module', 'ClassDef', 'FunctionDef', 'AsyncFunctionDef')
                    if hasattr(ast, name))
PACKAGE = ['p', 'q']


def is_docstring(statement):
    if not isinstance(statement, ast.Expr):
        return False
    value = statement.value
    if sys.version_info < (3, 8):
        return isinstance(value, ast.Str)
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def drop_docstrings(tree, kept):
    """Drops from `tree` the docstrings that `kept` is without: those on the line of a definition's head stay."""
    if type(tree) is not type(kept):
        return
    if isinstance(tree, DEFINITIONS) and tree.body and is_docstring(tree.body[0]):
        if len(tree.body) != len(kept.body) or not is_docstring(kept.body[0]):
            del tree.body[0]
            if not tree.body and not isinstance(tree, ast.Module):
                tree.body.append(ast.Pass())
    for child, kept_child in zip(ast.iter_child_nodes(tree), ast.iter_child_nodes(kept)):
        drop_docstrings(child, kept_child)


def lines(tree):
    return [(type(node).__name__, node.lineno) for node in ast.walk(tree)
            if isinstance(node, ast.stmt) and not isinstance(node, ast.Pass)]


def imports(tree):
    """What running the module imports: definitions are not entered."""
    names = set()
    nodes = [tree]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            level = node.level or 0
            if level > len(PACKAGE):
                continue
            base = PACKAGE[:len(PACKAGE) - level + 1] if level else []
            module = '.'.join(base + ([node.module] if node.module else []))
            names.add(module)
            names.update('%s.%s' % (module, alias.name) for alias in node.names if alias.name != '*')
        if node is tree or not isinstance(node, DEFINITIONS):
            nodes.extend(child for child in ast.iter_child_nodes(node))
    return names


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def main(directory, least):
    warnings.simplefilter('ignore')
    sys.setrecursionlimit(10000)
    compared = smaller = 0
    for name in glob.glob(os.path.join(directory, '*.path')):
        path = read(name).decode('utf-8')
        original = read(path)
        minimized = read(name[:-len('path')] + 'py')
        try:
            tree = ast.parse(original)
        except (SyntaxError, ValueError):
            continue  # of another Python, or broken for a test
        compared += 1
        smaller += len(minimized) < len(original)
        kept = ast.parse(minimized, path)
        found = set(read(name[:-len('path')] + 'imports').decode('utf-8').split('\n')) - set([''])
        assert found == imports(tree), 'imports of %s: %r' % (path, found.symmetric_difference(imports(tree)))
        drop_docstrings(tree, kept)
        assert lines(tree) == lines(kept), 'lines of ' + path
        assert ast.dump(tree) == ast.dump(kept), 'statements of ' + path
        assert original.count(b'\n') == minimized.count(b'\n'), 'length of ' + path
    assert compared >= least and smaller > compared * 9 // 10, (compared, smaller)
    print('%d modules' % compared)


main(sys.argv[1], int(sys.argv[2]))
