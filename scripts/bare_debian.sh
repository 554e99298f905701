# Bare Debians in folders, and commands in them. Source it after common.sh. All of it needs root, or sudo.

# What root makes in a bare Debian, others there must be able to read.
umask 022

# make_bare SUITE FOLDER: with Debian's security updates. Downloads from Debian's usual servers, or from
# PITH_DEBIAN_MIRROR and PITH_DEBIAN_SECURITY_MIRROR.
make_bare() {
  say "== a bare Debian $1"
  as_root rm -rf --one-file-system "$2" "$2.new"
  mkdir -p "$(dirname "$2")"
  as_root debootstrap --variant=minbase "$1" "$2.new" ${PITH_DEBIAN_MIRROR:+"$PITH_DEBIAN_MIRROR"} >&2
  echo "deb ${PITH_DEBIAN_SECURITY_MIRROR:-http://deb.debian.org/debian-security} $1-security main" |
    as_root tee --append "$2.new/etc/apt/sources.list" >/dev/null
  as_root mv "$2.new" "$2"  # last: whatever is there is whole
}

# need_bare SUITE FOLDER: makes it if it is not there.
need_bare() {
  [ -d "$2/root" ] || make_bare "$1" "$2"
}

# copy_bare FROM TO: takes a second where making a bare Debian takes half a minute.
copy_bare() {
  as_root rm -rf --one-file-system "$2"
  as_root cp --archive --reflink=auto "$1" "$2"
}

# Whether a Debian has built this archive, from which note_built says so as the last step of a build.
has_built() {
  [ -f "$1/source/built" ] && sha256sum "$2" | cut -d ' ' -f 1 | cmp --silent - "$1/source/built"
}
note_built() {
  sha256sum "$2" | cut -d ' ' -f 1 | as_root tee "$1/source/built" >/dev/null
}

# run_inside FOLDER WORKING_FOLDER COMMAND...: runs a command as root of that Debian. Its mounts are in a namespace of
# their own, and disappear with it. So does every process that the command leaves behind.
run_inside() {
  as_root unshare --mount --pid --fork --kill-child bash -euc '
    inside=$1 working_folder=$2
    shift 2
    mount -t proc proc "$inside/proc"
    mount --rbind /dev "$inside/dev"
    mount -t tmpfs tmpfs "$inside/dev/shm"  # names there contain process numbers, which repeat in every namespace
    exec chroot "$inside" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
      bash -c "cd \"\$0\" && exec \"\$@\"" "$working_folder" "$@"' bash "$@"
}
