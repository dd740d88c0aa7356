import sys

from noria_worker.main import main

sys.exit(main(sys.argv))
