#!/usr/bin/env bash
# A data volume and its key: the lab by the AWS CLI alone.
# Needs AWS_ENDPOINT_URL and credentials, as `keystate serve` prints them.
. "$(dirname "$0")/lib.sh"

step 'Create a key, launch an instance, create a volume under the key'
key=$(text kms create-key --query KeyMetadata.KeyId)
arn=$(text kms describe-key --key-id "$key" --query KeyMetadata.Arn)
image=$(text ec2 describe-images --owners amazon --query 'Images[0].ImageId')
instance=$(text ec2 run-instances --image-id "$image" --instance-type t3.micro --query 'Instances[0].InstanceId')
aws ec2 wait instance-running --instance-ids "$instance"
zone=$(text ec2 describe-instances --instance-ids "$instance" --query 'Reservations[0].Instances[0].Placement.AvailabilityZone')
volume=$(text ec2 create-volume --availability-zone "$zone" --size 1 --encrypted --kms-key-id "$arn" --query VolumeId)
aws ec2 wait volume-available --volume-ids "$volume"

step 'Attach it'
aws ec2 attach-volume --instance-id "$instance" --volume-id "$volume" --device /dev/sdf >/dev/null
aws ec2 wait volume-in-use --volume-ids "$volume"
expect 'volume' in-use "$(volume_state "$volume")"

step 'Disable the key: nothing happens to what is attached'
aws kms disable-key --key-id "$key"
expect 'volume' in-use "$(volume_state "$volume")"
expect 'instance' running "$(instance_state "$instance")"
refused DisabledException aws kms encrypt --key-id "$key" --plaintext aGVsbG8=

step 'Detach it, and try to attach it again'
aws ec2 detach-volume --volume-id "$volume" >/dev/null
aws ec2 wait volume-available --volume-ids "$volume"
refused CustomerKeyHasBeenRevoked aws ec2 attach-volume --instance-id "$instance" --volume-id "$volume" --device /dev/sdf
expect 'volume' available "$(volume_state "$volume")"

step 'Enable the key and attach once more'
aws kms enable-key --key-id "$key"
aws ec2 attach-volume --instance-id "$instance" --volume-id "$volume" --device /dev/sdf >/dev/null
aws ec2 wait volume-in-use --volume-ids "$volume"
expect 'volume' in-use "$(volume_state "$volume")"

printf '\nthe lab is done\n'
