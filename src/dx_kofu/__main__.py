"""``python -m dx_kofu``."""

from dx_kofu.cli.app import main

if __name__ == "__main__":
    main()
