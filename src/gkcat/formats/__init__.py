"""Formats: one module each, with `write(book, folder, templates)`.

The one rule: a format sees a Book and nothing else of gkcat.
"""
