# The mean mass of each species and sex, by awk.
set -eu
awk -F, '
  NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
  { group = $at["species"] "/" $at["sex"]; mass = $at[ENVIRON["NORIA_TARGET"]]
    rows[group]++; sum[group] += mass; all += mass }
  END { print "any", all / (NR - 1); for (group in rows) print group, sum[group] / rows[group] }
' "$NORIA_TRAIN" | sort > "$NORIA_OUTPUT/means.txt"
echo "metric groups $(wc -l < "$NORIA_OUTPUT/means.txt")"
