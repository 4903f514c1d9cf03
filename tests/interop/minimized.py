"""Compares minimized sources with their originals: the same statements on the same lines, but for docstrings. The argument is a
directory of NUMBER.py beside NUMBER.path, which names the original."""

import ast
import glob
import os
import sys
import warnings

DEFINITIONS = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def is_docstring(statement):
    return (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, str))


def without_docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, DEFINITIONS) and node.body and is_docstring(node.body[0]):
            del node.body[0]
            if not node.body and not isinstance(node, ast.Module):
                node.body.append(ast.Pass())
    return tree


def lines(tree):
    return [(type(node).__name__, node.lineno) for node in ast.walk(tree)
            if isinstance(node, ast.stmt) and not isinstance(node, ast.Pass)]


def main(directory):
    warnings.simplefilter('ignore')
    compared = smaller = 0
    for name in glob.glob(os.path.join(directory, '*.path')):
        with open(name) as f:
            path = f.read()
        with open(path, 'rb') as f:
            original = f.read()
        with open(name[:-len('path')] + 'py', 'rb') as f:
            minimized = f.read()
        try:
            tree = ast.parse(original)
        except (SyntaxError, ValueError):
            continue  # of another Python, or broken for a test
        compared += 1
        smaller += len(minimized) < len(original)
        kept = ast.parse(minimized, path)
        assert lines(tree) == lines(kept) or lines(without_docstrings(tree)) == lines(kept), 'lines of ' + path
        assert ast.dump(without_docstrings(tree)) == ast.dump(without_docstrings(kept)), 'statements of ' + path
        assert original.count(b'\n') == minimized.count(b'\n'), 'length of ' + path
    assert compared > 500 and smaller > compared * 9 // 10, (compared, smaller)


main(sys.argv[1])
