"""The values that flow through formcheck, one immutable type a stage.

This layer knows numpy and nothing else: no video, no model, no file, no screen.
"""
