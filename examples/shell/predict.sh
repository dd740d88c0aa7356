# Answers each row, a line of JSON, with the mean mass of its group.
while read -r row; do
  species=${row#*\"species\":\"}
  sex=${row#*\"sex\":\"}
  case $row in *'"sex":null'*) sex= ;; esac
  answer=
  while read -r group mean; do
    [ "$group" = any ] && any=$mean
    [ "$group" = "${species%%\"*}/${sex%%\"*}" ] && answer=$mean
  done < means.txt
  echo "${answer:-$any}"
done
