"""``python -m noria``: the command."""

from noria._program import main

main()
