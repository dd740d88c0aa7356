"""python torchserve_pack.py FOLDER: packs the three archives into FOLDER/store.

FOLDER/log4j2.xml leaves out the three lines that TorchServe otherwise logs for every request.
"""

import pathlib
import shutil
import subprocess
import sys

import scorers

here = pathlib.Path(__file__).parent
folder = pathlib.Path(sys.argv[1])
shutil.rmtree(folder, ignore_errors=True)
(folder / "store").mkdir(parents=True)
for name, path in scorers.paths().items():
    subprocess.run(
        [pathlib.Path(sys.executable).parent / "torch-model-archiver", "--model-name", name, "--version", "1.0"]
        + ["--serialized-file", path, "--handler", here / "torchserve_handler.py"]
        + ["--extra-files", here / "scorers.py", "--export-path", folder / "store"],
        check=True,
    )
(folder / "log4j2.xml").write_text(
    """<Configuration status="error">
  <Appenders><Console name="console"><PatternLayout pattern="%d %p %c %m%n"/></Console></Appenders>
  <Loggers><Root level="warn"><AppenderRef ref="console"/></Root></Loggers>
</Configuration>
"""
)
