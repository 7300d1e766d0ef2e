#!/usr/bin/env bash
# Publishes the command for linux-arm64 into artifacts/arm64/xinrt, and sees that QEMU can run it here. The last line is how to run
# it, or "skipped: " and the reason. Installs what is missing from Debian's packages where it may.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
system=/usr/aarch64-linux-gnu out=$PWD/artifacts/arm64

lacks() { ! command -v qemu-aarch64 >/dev/null || [ ! -e $system/lib/ld-linux-aarch64.so.1 ] || [ ! -e $system/lib/libstdc++.so.6 ]; }
runner=(qemu-aarch64 -L $system)
if [ "$(uname -m)" = aarch64 ]; then
  runner=()
elif lacks; then
  packages=(qemu-user libc6-arm64-cross libgcc-s1-arm64-cross libstdc++6-arm64-cross)
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${packages[@]}"; } >&2 </dev/null
  fi
  if lacks; then
    echo "skipped: this system is $(uname -m), and the packages ${packages[*]} are not installed and could not be"
    exit 0
  fi
fi

# A copy without lock files, because those are of one system; what the build makes goes there too.
rm -rf "$out/source" && mkdir -p "$out/source/samples" && cp -Rp src eng Directory.* global.json "$out/source" && cp -Rp samples/data "$out/source/samples"
find "$out/source" -name packages.lock.json -delete
if ! (cd "$out/source" && dotnet publish src/XinRT.Cli -c Release -r linux-arm64 --self-contained -nodeReuse:false -v:quiet -o "$out/xinrt" \
    -p:ArtifactsPath="$out/build" -p:RestorePackagesWithLockFile=false -p:RestoreLockedMode=false -p:ReadyToRun=false) >&2 </dev/null; then
  echo "failed: the command could not be published for linux-arm64"
  exit 1
fi
echo "${runner[*]} $out/xinrt/XinRT.Cli"
