"""The browser's side: upload a clip, watch progress, read the report, all on this machine.

Each analysis is a process of its own that runs ``formcheck analyze`` like anybody else.
"""
