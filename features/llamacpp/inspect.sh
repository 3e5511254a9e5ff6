# Prints the facts of llamacpp as key=value lines. Changes nothing, and needs no network.
package_fact g++
python_version llamacpp-build /opt/llamacpp llama-cpp-python
if is_begun llamacpp; then version=unfinished; fi
printf 'python.llama-cpp-python=%s\n' "$version"
backend=cpu
for library in /opt/llamacpp/lib/python3*/site-packages/llama_cpp/lib/libggml-cuda.so; do
  if [ -e "$library" ]; then backend=cuda; fi
done
printf 'backend=%s\n' "$backend"
file=$(sed -n 's/^ExecStart=.* --model=\([^ ]*\) .*/\1/p' /etc/systemd/system/llamacpp.service 2>/dev/null)
read -r sum recorded <<<"$(cat /var/lib/phoenix/llamacpp.model 2>/dev/null)"
if [ ! -s "$file" ]; then
  model=missing
elif [ -z "$sum" ]; then
  model=there
elif [ "$recorded" = "$(stat -c '%s %Y' "$file")" ]; then
  model=$sum
else
  model=changed
fi
printf 'model=%s\n' "$model"
service_fact llamacpp /etc/systemd/system/llamacpp.service /usr/local/share/phoenix/llamacpp.txt \
  /usr/local/share/phoenix/llamacpp-source.txt
