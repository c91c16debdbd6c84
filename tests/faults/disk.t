#!/bin/bash
# disk.t - a small disk that is full, and one that is read-only: commands end with a sentence that
# says so, nothing is damaged, and the work goes on when there is room.
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/../cli/lib.sh"
. "$(dirname "$0")/lib.sh"

if [ "${1:-}" != inside ]; then
	unshare -m true 2>/dev/null || {
		echo "1..0 # skip a disk of our own needs the right to mount"
		exit 77
	}
	rm -rf "$scratch"
	exec unshare -m "$0" inside
fi

dataset start
approved "$scratch/start" 2
company late "$scratch/late.json"
disk=$scratch/disk
mkdir "$disk"

step=24
$long && step=4
wrong="" full=0 merged=0
for ((room = 0; room <= 600; room += step)); do
	mount -t tmpfs -o size=24m none "$disk"
	cp -a "$scratch/start" "$disk/ds"
	dd if=/dev/zero of="$disk/filler" bs=1k count=100000 2>/dev/null
	[ $room -eq 0 ] || truncate -s "-${room}K" "$disk/filler"
	run -C "$disk/ds" merge
	if [ "$status" -eq 0 ]; then merged=$((merged + 1)); else full=$((full + 1)); fi
	[ "$status" -eq 0 ] || [ -s "$scratch/err" ] || [ -s "$scratch/out" ] || wrong+="with $room KiB: it says nothing (status $status)
"
	rm "$disk/filler"
	run -C "$disk/ds" merge
	[ "$status" -eq 0 ] || wrong+="with $room KiB: afterwards it fails: $(both)
"
	said=$(whole "$disk/ds" "$disk/ds/.docket") || wrong+="with $room KiB: $said
"
	[ "$(on_main "$disk/ds" | wc -l)" -eq 2 ] || wrong+="with $room KiB: not both are on main
"
	umount "$disk"
done
is "a disk with 0 to 600 KiB left: nothing is lost, and it goes on" "$wrong" ""
isnt "sometimes it was full" $full 0
isnt "sometimes there was room" $merged 0

mount -t tmpfs -o size=24m none "$disk"
cp -a "$scratch/start" "$disk/ds"
mount -o remount,ro "$disk"
run -C "$disk/ds" merge
is "merge on a read-only disk ends with 3" "$status" 3
like "and says why" "$(both)" 'ead-only'
run -C "$disk/ds" submit "$scratch/late.json" --collection companies --evidence legacy
is "so does submit" "$status" 3
unlike "without a receipt" "$(both)" '^received'
mount -o remount,rw "$disk"
run -C "$disk/ds" merge
is "when it can be written again, merge goes on" "$status" 0
ok "and all is whole" whole "$disk/ds" "$disk/ds/.docket"
umount "$disk"

done_testing
