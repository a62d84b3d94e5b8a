"""``python -m leadkit`` is the command line."""

from leadkit.cli import main

if __name__ == "__main__":
    main()
