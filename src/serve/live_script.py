"""Writes live.js, the script that keeps open pages fresh, as an array of C."""
import os
import sys

with open(os.path.join(os.path.dirname(sys.argv[0]), "live.js"), "rb") as file:
    print("static const unsigned char live_script[] = {%s};" % ",".join(map(str, file.read())))
