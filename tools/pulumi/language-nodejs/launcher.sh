#!/bin/sh
# Starts the language host that is built from source with the options of Pulumi.yaml. It is the last that Go's
# modules hold and takes them as flags; the CLI of today sends them in a form that it does not know.
# usage: launcher.sh ENGINE, in the program's folder
option() {
  sed -n "s/^ *$1: *//p" Pulumi.yaml 2>/dev/null
}

typescript=$(option typescript)
nodeargs=$(option nodeargs)
exec "$(dirname "$0")/language-nodejs" ${typescript:+"-typescript=$typescript"} ${nodeargs:+"-nodeargs=$nodeargs"} "$@"
