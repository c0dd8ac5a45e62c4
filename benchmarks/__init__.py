"""Benchmarks and trials: how fast it is, and what it takes to break it. README.md names the scripts.

All load goes to this machine, is bounded in time and number, and ends by itself.
"""
