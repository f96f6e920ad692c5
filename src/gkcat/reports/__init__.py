"""Reports: one module a form, each with `lines(report)`; none prints.

The one rule: a report knows findings only, never how they were come by.
"""
