"""What boto3 does to the server; prints "all good" at the end."""

import boto3
import botocore
from botocore.config import Config

config = Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"})
client = lambda name: boto3.client(name, config=config)


def refused(code, call, **kwargs):
    try:
        call(**kwargs)
    except botocore.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == code, error.response["Error"]
        return error.response
    raise AssertionError(f"{code} expected")


kms = client("kms")
key = kms.create_key(Description="boto", Tags=[{"TagKey": "a", "TagValue": "b"}])["KeyMetadata"]
assert key["CreationDate"].tzinfo is not None
sealed = kms.encrypt(KeyId=key["Arn"], Plaintext=b"hello")["CiphertextBlob"]
assert kms.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"hello"
assert [k["KeyId"] for page in kms.get_paginator("list_keys").paginate() for k in page["Keys"]] == [key["KeyId"]]
missing = refused("NotFoundException", kms.describe_key, KeyId="alias/none")
assert missing["ResponseMetadata"]["HTTPStatusCode"] == 400

s3 = client("s3")
s3.create_bucket(Bucket="boto-bucket")
put = s3.put_object(
    Bucket="boto-bucket", Key="ü key", Body=b"x" * 1000, ServerSideEncryption="aws:kms", SSEKMSKeyId=key["Arn"],
    Metadata={"colour": "red"},
)
assert put["SSEKMSKeyId"] == key["Arn"]
got = s3.get_object(Bucket="boto-bucket", Key="ü key")
assert got["Body"].read() == b"x" * 1000 and got["Metadata"] == {"colour": "red"}
assert [o["Key"] for o in s3.list_objects_v2(Bucket="boto-bucket")["Contents"]] == ["ü key"]
refused("NoSuchKey", s3.get_object, Bucket="boto-bucket", Key="none")
refused("404", s3.head_object, Bucket="boto-bucket", Key="none")
refused("NoSuchBucketPolicy", s3.get_bucket_policy, Bucket="boto-bucket")
kms.disable_key(KeyId=key["KeyId"])
refused("KMS.DisabledException", s3.get_object, Bucket="boto-bucket", Key="ü key")
s3.delete_objects(Bucket="boto-bucket", Delete={"Objects": [{"Key": "ü key"}]})
s3.delete_bucket(Bucket="boto-bucket")

ec2 = client("ec2")
volume = ec2.create_volume(AvailabilityZone="us-east-1a", Size=1, Encrypted=True)["VolumeId"]
ec2.get_waiter("volume_available").wait(VolumeIds=[volume], WaiterConfig={"Delay": 1})
found = ec2.describe_volumes(Filters=[{"Name": "volume-id", "Values": [volume]}])["Volumes"]
assert found[0]["Encrypted"] and found[0]["Size"] == 1
refused("InvalidVolume.NotFound", ec2.describe_volumes, VolumeIds=["vol-0123456789abcdef0"])

cloudtrail = client("cloudtrail")
assert cloudtrail.lookup_events(MaxResults=1)["ResponseMetadata"]["HTTPStatusCode"] == 200
assert cloudtrail.describe_trails()["trailList"] == []

iam = client("iam")
iam.create_user(UserName="boto")
access = iam.create_access_key(UserName="boto")["AccessKey"]
sts = boto3.client(
    "sts", config=config, aws_access_key_id=access["AccessKeyId"], aws_secret_access_key=access["SecretAccessKey"]
)
assert sts.get_caller_identity()["Arn"].endswith(":user/boto")

print("all good")
