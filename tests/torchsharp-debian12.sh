#!/usr/bin/env bash
# Compatibility with Debian 12 only, no part of the product: TorchSharp's library asks for GLIBCXX_3.4.32 (GCC 13.2), Debian 12 has 3.4.30.
# The only thing it uses of it is one symbol, which this script provides in a library of its own beside the copy in an output folder.
# Does nothing where the system's C++ library is new enough, or where it was done before. Needs g++ and patchelf, and says so.
# Usage: tests/torchsharp-debian12.sh FOLDER...
set -euo pipefail

system=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p | awk '/libstdc\+\+\.so\.6 .*x86-64/ {print $NF; exit}')
if [ -z "$system" ] || grep -q GLIBCXX_3.4.32 "$system"; then
  exit 0
fi
if ! command -v g++ >/dev/null || ! command -v patchelf >/dev/null; then
  echo "TorchSharp cannot be loaded here without g++ and patchelf, with which it would be made to fit Debian 12." >&2
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/shim.cpp" <<'CPP'
#include <ios>
static std::ios_base::Init init;
namespace std { void ios_base_library_init() {} }
CPP
g++ -shared -fPIC -O1 -o "$work/libglibcxx32.so" "$work/shim.cpp"

# Marks the need of that version as weak (elf(5), Elf64_Vernaux: VER_FLG_WEAK is 2).
cat >"$work/weaken.cpp" <<'CPP'
#include <elf.h>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>
int main(int, char **arguments) {
  std::ifstream in(arguments[1], std::ios::binary);
  std::vector<char> file{std::istreambuf_iterator<char>(in), {}};
  auto *header = reinterpret_cast<Elf64_Ehdr *>(file.data());
  auto *sections = reinterpret_cast<Elf64_Shdr *>(file.data() + header->e_shoff);
  bool found = false;
  for (int i = 0; i < header->e_shnum; i++) {
    if (sections[i].sh_type != SHT_GNU_verneed) continue;
    const char *names = file.data() + sections[sections[i].sh_link].sh_offset;
    for (char *at = file.data() + sections[i].sh_offset;;) {
      auto *need = reinterpret_cast<Elf64_Verneed *>(at);
      char *next = at + need->vn_aux;
      for (int n = 0; n < need->vn_cnt; n++) {
        auto *version = reinterpret_cast<Elf64_Vernaux *>(next);
        if (!std::strcmp(names + version->vna_name, "GLIBCXX_3.4.32")) version->vna_flags |= VER_FLG_WEAK, found = true;
        next += version->vna_next;
      }
      if (!need->vn_next) break;
      at += need->vn_next;
    }
  }
  std::ofstream(arguments[1], std::ios::binary).write(file.data(), file.size());
  return found ? 0 : 1;
}
CPP
g++ -O1 -o "$work/weaken" "$work/weaken.cpp"

for folder in "$@"; do
  library=$folder/libLibTorchSharp.so
  if [ ! -f "$library" ]; then
    echo "There is no TorchSharp in '$folder'; build the project first." >&2
    exit 1
  fi
  [ -e "$folder/libglibcxx32.so" ] && patchelf --print-needed "$library" | grep -q libglibcxx32.so && continue
  cp "$library" "$work/library"   # the build may have linked it to the package's own
  "$work/weaken" "$work/library"
  patchelf --add-needed libglibcxx32.so "$work/library"
  cp "$work/libglibcxx32.so" "$folder/"
  cp --remove-destination "$work/library" "$library"
done
