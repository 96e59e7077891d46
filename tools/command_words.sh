#!/usr/bin/env bash
# tools/command_words.sh EFS FOLDER: lets the program write its manual pages and completions, as they lie
# below share/ where it is installed.
set -euo pipefail
efs=${1:?program} folder=${2:?folder}

rm -rf "$folder/man" "$folder/bash-completion" "$folder/zsh" "$folder/fish"
mkdir -p "$folder"/{man/man1,bash-completion/completions,zsh/vendor-completions,fish/vendor_completions.d}
"$efs" completion bash >"$folder/bash-completion/completions/efs"
"$efs" completion zsh >"$folder/zsh/vendor-completions/_efs"
"$efs" completion fish >"$folder/fish/vendor_completions.d/efs.fish"
"$efs" manual >"$folder/man/man1/efs.1"
sed -n 's/^\.BR efs\\-\([a-z]*\) (1)$/\1/p' "$folder/man/man1/efs.1" | while read -r command; do
  "$efs" manual "$command" >"$folder/man/man1/efs-$command.1"
done
gzip -n9 "$folder"/man/man1/*.1
