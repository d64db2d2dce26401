# What of src/ no test reached, from gcovr's JSON: a table of folders, then each line of which a part was never run.
import collections
import json
import sys

counts, lines_min, branches_min = json.load(open(sys.argv[1])), float(sys.argv[2]), float(sys.argv[3])
LIMITED = {"src/base", "src/format", "src/output", "src/publish", "src/site"}
folders = collections.defaultdict(lambda: [0, 0, 0, 0])
missing = []
for file in counts["files"]:
    name = file["file"]
    folder = folders["/".join(name.split("/")[:2])]
    source = open(name, encoding="utf-8").read().split("\n")
    for line in file["lines"]:
        if line.get("gcovr/noncode"):
            continue
        taken = [branch["count"] > 0 for branch in line["branches"]]
        for index, count in enumerate([line["count"] > 0, 1, sum(taken), len(taken)]):
            folder[index] += count
        if line["count"] and all(taken):
            continue
        what = f"{taken.count(False)} of {len(taken)} branches" if line["count"] else "never"
        missing.append(f"{name}:{line['line_number']}: {what}: {source[line['line_number'] - 1].strip()}")
is_good = LIMITED <= folders.keys()
for name, (lines, all_lines, branches, all_branches) in sorted(folders.items()):
    shares = [100 * lines / all_lines, 100 * branches / all_branches]
    is_enough = name not in LIMITED or (shares[0] >= lines_min and shares[1] >= branches_min)
    is_good = is_good and is_enough
    print(f"{name:11} {shares[0]:5.1f} % of {all_lines:5} lines, {shares[1]:5.1f} % of {all_branches:5} branches"
          + ("" if name in LIMITED else ", no limit") + ("" if is_enough else f": less than {lines_min:.0f} % and {branches_min:.0f} %"))
print(f"\n{len(missing)} lines of which no test reached a part:", *missing, sep="\n")
sys.exit(0 if is_good else 1)
