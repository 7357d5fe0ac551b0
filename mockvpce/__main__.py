"""`python -m mockvpce`: the command."""

from mockvpce.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
