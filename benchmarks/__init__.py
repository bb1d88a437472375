"""Timings of the build, and the handbook they are taken on."""
