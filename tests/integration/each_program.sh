# To a context and back by each program that uses ssh, for fakessh_targets_test: from the directory $1, by way of the directory $2
# there, which is to be made. What fails is the last command of the trace.
set -eux
D=$2
cd "$1"
same() { test -z "$(rsync "${3:--rlpt}" -ni --checksum --delete "$1/" "$2/")"; }
ssh remote "rm -rf '$D' && mkdir -p '$D'"
rsync -as tree/ "remote:$D/by rsync/"
rm -rf changed && cp -a tree changed && find changed -name 'name-*' -delete && printf more >> changed/large && touch changed/new
rsync -as --delete --no-whole-file --stats changed/ "remote:$D/by rsync/" > stats
test "$(sed -n 's/,//g; s/^Literal data: \([0-9]*\) .*/\1/p' stats)" -lt 20000
rm -rf back && rsync -as "remote:$D/by rsync/" back/
same changed back
for way in -s -O; do
    scp "$way" -rpq plain "remote:$D/scp$way"
    rm -rf back && scp "$way" -rpq "remote:$D/scp$way" back
    diff -r plain back
done
printf '%s\n' "put tree/large \"$D/by sftp\"" "rename \"$D/by sftp\" \"$D/large\"" "get \"$D/large\" got" > batch
sftp -qb batch remote
cmp tree/large got
ssh remote "git init -q --bare '$D/a repository.git'"
rm -rf work again && git clone -q "remote:$D/a repository.git" work
(cd work && cp ../tree/large . && git add large && git -c user.name=me -c user.email=a@b commit -qm one)
git -C work push -q origin HEAD:main
git clone -q -b main "remote:$D/a repository.git" again
cmp tree/large again/large
tar -C tree -cf - . | ssh remote "mkdir '$D/tar' && tar -C '$D/tar' -xpf -"
rm -rf back && mkdir back && ssh remote "tar -C '$D/tar' -cf - ." | tar -C back -xpf -
same tree back -rlp # a busybox's tar does not keep all times
if [ -x /usr/bin/sshfs ] && [ -w /dev/fuse ]; then
    mkdir -p mount && sshfs "remote:$D/tar" mount
    cp tree/large mount/written && cmp tree/large mount/written && diff -r plain mount/plain || { fusermount3 -u mount; exit 1; }
    fusermount3 -u mount
fi
ssh remote "rm -rf '$D'"
