"""``python -m dx_kofu.spark IN OUT_DIR``, or the file to hand to ``spark-submit``."""

from dx_kofu.cli.spark import main

if __name__ == "__main__":
    main()
