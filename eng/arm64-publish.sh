#!/usr/bin/env bash
# Publishes the command for linux-arm64 into artifacts/arm64/xinrt, and sees that QEMU can run it here. The last line is how to
# run it, or "skipped: " or "failed: " and the reason. Installs what is missing from Debian's packages where it may.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
system=/usr/aarch64-linux-gnu out=$PWD/artifacts/arm64

fail() { echo "failed: $1"; exit 1; }
lacks() { ! command -v qemu-aarch64 >/dev/null || [ ! -e $system/lib/ld-linux-aarch64.so.1 ] || [ ! -e $system/lib/libstdc++.so.6 ]; }
# .NET writes code through a second mapping of its page. QEMU 7.2 does not see that and goes on with its translation of the
# code that was there before, so that processes die in methods compiled late. With one mapping of each page it sees every change.
runner=(qemu-aarch64 -E DOTNET_EnableWriteXorExecute=0 -L $system)
if [ "$(uname -m)" = aarch64 ]; then
  runner=()
elif lacks; then
  packages=(qemu-user libc6-arm64-cross libgcc-s1-arm64-cross libstdc++6-arm64-cross)
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    { timeout 60 apt-get update -qq; timeout 120 apt-get install -y -qq --no-install-recommends "${packages[@]}"; } >&2 </dev/null
  fi
  if lacks; then
    echo "skipped: this system is $(uname -m), and the packages ${packages[*]} are not installed and could not be"
    exit 0
  fi
fi

# A copy without lock files, because those are of one system; what the build makes goes there too.
rm -rf "$out/source"
mkdir -p "$out/source/samples"
cp -Rp src eng Directory.* global.json "$out/source" || fail "the sources could not be copied"
cp -Rp samples/data "$out/source/samples" || fail "the data of the samples could not be copied"
find "$out/source" -name packages.lock.json -delete
cd "$out/source" || fail "the copied sources are not there"
settings=(-nodeReuse:false -v:quiet -p:RuntimeIdentifier=linux-arm64 -p:SelfContained=true -p:PublishReadyToRun=true
  -p:ArtifactsPath="$out/build" -p:RestorePackagesWithLockFile=false -p:RestoreLockedMode=false -p:ReadyToRun=false
  -p:UseSharedCompilation=false)
if ! timeout 180 dotnet restore src/XinRT.Cli "${settings[@]}" >&2 </dev/null; then
  echo "skipped: the packages of .NET for linux-arm64 are not installed and could not be"
  exit 0
fi
dotnet publish src/XinRT.Cli -c Release --no-restore "${settings[@]}" -o "$out/xinrt" >&2 </dev/null ||
  fail "the command could not be published for linux-arm64"
run=("${runner[@]}" "$out/xinrt/XinRT.Cli")
echo "${run[*]}"
