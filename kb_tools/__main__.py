"""`python -m kb_tools` is `kb`."""

from kb_tools.cli import main

main(prog_name="kb")
