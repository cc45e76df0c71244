"""The decision tree of an SOP: which rows it has and where its lines run, drawn by a template as SVG."""

from sops.tree.layout import Tree, tree_of

__all__ = ["Tree", "tree_of"]
