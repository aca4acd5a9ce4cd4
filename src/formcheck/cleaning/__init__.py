"""Repair of what a pose model gets wrong: exchanged legs, spikes, short gaps.

Nothing here delays or smooths: every rule looks both ways in time.
"""
