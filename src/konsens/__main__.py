"""`python -m konsens` is the command `konsens`."""

from konsens.conf.command import main

if __name__ == "__main__":
    main()
