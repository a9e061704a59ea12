#!/usr/bin/env bash
# An encrypted root volume, an object, and a disabled key: the lab by the AWS CLI alone.
# Needs AWS_ENDPOINT_URL and credentials, as `keystate serve` prints them.
. "$(dirname "$0")/lib.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

step 'Create a key'
key=$(text kms create-key --description 'encrypting data at rest' --query KeyMetadata.KeyId)
arn=$(text kms describe-key --key-id "$key" --query KeyMetadata.Arn)
aws kms create-alias --alias-name alias/lab --target-key-id "$key"
expect 'key' Enabled "$(text kms describe-key --key-id alias/lab --query KeyMetadata.KeyState)"

step 'Store an object under the key, and read it'
bucket="lab-$key"
aws s3 mb "s3://$bucket" >/dev/null
printf 'hello at rest\n' >object.txt
aws s3 cp --quiet --sse aws:kms --sse-kms-key-id "$arn" object.txt "s3://$bucket/object.txt"
expect 'encrypted under' "$arn" "$(text s3api head-object --bucket "$bucket" --key object.txt --query SSEKMSKeyId)"
aws s3 cp --quiet "s3://$bucket/object.txt" read.txt
expect 'content' 'hello at rest' "$(cat read.txt)"

step 'Launch an instance with a plain root volume'
image=$(text ec2 describe-images --owners amazon --query 'Images[0].ImageId')
instance=$(text ec2 run-instances --image-id "$image" --instance-type t3.micro --query 'Instances[0].InstanceId')
aws ec2 wait instance-running --instance-ids "$instance"
described=$(text ec2 describe-instances --instance-ids "$instance" \
  --query 'Reservations[0].Instances[0].[RootDeviceName,Placement.AvailabilityZone,BlockDeviceMappings[0].Ebs.VolumeId]')
read -r device zone old <<<"$described"
expect 'root volume encrypted' False "$(text ec2 describe-volumes --volume-ids "$old" --query 'Volumes[0].Encrypted')"

step 'Stop the instance and take a snapshot of its root volume'
aws ec2 stop-instances --instance-ids "$instance" >/dev/null
aws ec2 wait instance-stopped --instance-ids "$instance"
snapshot=$(text ec2 create-snapshot --volume-id "$old" --query SnapshotId)
aws ec2 wait snapshot-completed --snapshot-ids "$snapshot"

step 'Create an encrypted volume from the snapshot, and exchange the root volume'
new=$(text ec2 create-volume --snapshot-id "$snapshot" --availability-zone "$zone" --encrypted --kms-key-id "$arn" --query VolumeId)
aws ec2 wait volume-available --volume-ids "$new"
aws ec2 detach-volume --volume-id "$old" >/dev/null
aws ec2 wait volume-available --volume-ids "$old"
aws ec2 attach-volume --instance-id "$instance" --volume-id "$new" --device "$device" >/dev/null
aws ec2 wait volume-in-use --volume-ids "$new"
expect 'volume encrypted under' "$arn" "$(text ec2 describe-volumes --volume-ids "$new" --query 'Volumes[0].KmsKeyId')"

step 'Disable the key: the instance does not start, the object cannot be read'
aws kms disable-key --key-id "$key"
expect 'first answer' pending \
  "$(text ec2 start-instances --instance-ids "$instance" --query 'StartingInstances[0].CurrentState.Name')"
aws ec2 wait instance-stopped --instance-ids "$instance"
expect 'reason' 'Client.InternalError*' "$(text ec2 describe-instances --instance-ids "$instance" \
  --query 'Reservations[0].Instances[0].StateReason.Code')"
refused KMS.DisabledException aws s3api get-object --bucket "$bucket" --key object.txt read.txt
expect 'headers' "$arn" "$(text s3api head-object --bucket "$bucket" --key object.txt --query SSEKMSKeyId)"

step 'Enable the key again: both work at once'
aws kms enable-key --key-id "$key"
aws s3 cp --quiet "s3://$bucket/object.txt" again.txt
expect 'content' 'hello at rest' "$(cat again.txt)"
aws ec2 start-instances --instance-ids "$instance" >/dev/null
aws ec2 wait instance-running --instance-ids "$instance"
expect 'instance' running "$(instance_state "$instance")"

step 'Ask CloudTrail who disabled the key'
advance PT15M
expect 'user' admin "$(text cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=DisableKey \
  --query 'Events[0].Username')"
expect 'use of the key' '*CreateGrant*' "$(text cloudtrail lookup-events \
  --lookup-attributes "AttributeKey=ResourceName,AttributeValue=$arn" --query 'Events[].EventName')"

step 'Data in transit: a bucket policy that demands TLS'
policy='{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::'$bucket'/*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}'
aws s3api put-bucket-policy --bucket "$bucket" --policy "$policy"
case $AWS_ENDPOINT_URL in
https:*) expect 'over TLS' 'AES256' "$(text s3api put-object --bucket "$bucket" --key tls --body object.txt --server-side-encryption AES256 --query ServerSideEncryption)" ;;
*) refused AccessDenied aws s3api get-object --bucket "$bucket" --key object.txt read.txt ;;
esac

printf '\nthe lab is done\n'
