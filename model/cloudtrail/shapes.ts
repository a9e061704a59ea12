/**
 * The input of the CloudTrail operations that are simulated, and the errors AWS's model names for each.
 *
 * Source: AWS's published API model of CloudTrail (2013-11-01), as in botocore 1.43.11 and the AWS SDK's schemas,
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Operations.html (documented).
 */
import { errorTable } from '../validation/errorTable.ts';
import {
  flag,
  type InputShape,
  integerOf,
  list,
  listOf,
  oneOf,
  required,
  text,
  textOf,
  timestamp,
} from '../validation/shape.ts';

const tagsList = listOf(undefined, 200);
const key = textOf(1, 128);
const value = textOf(1, 256);

/** The input of each operation, by its name in the API. */
export const shapes = {
  CreateTrail: {
    Name: required(text),
    S3BucketName: required(text),
    S3KeyPrefix: text,
    SnsTopicName: text,
    IncludeGlobalServiceEvents: flag,
    IsMultiRegionTrail: flag,
    EnableLogFileValidation: flag,
    CloudWatchLogsLogGroupArn: text,
    CloudWatchLogsRoleArn: text,
    KmsKeyId: text,
    IsOrganizationTrail: flag,
    TagsList: tagsList,
    'TagsList[].Key': required(key),
    'TagsList[].Value': value,
  },
  UpdateTrail: {
    Name: required(text),
    S3BucketName: text,
    S3KeyPrefix: text,
    SnsTopicName: text,
    IncludeGlobalServiceEvents: flag,
    IsMultiRegionTrail: flag,
    EnableLogFileValidation: flag,
    CloudWatchLogsLogGroupArn: text,
    CloudWatchLogsRoleArn: text,
    KmsKeyId: text,
    IsOrganizationTrail: flag,
  },
  DescribeTrails: { trailNameList: list, 'trailNameList[]': text, includeShadowTrails: flag },
  GetTrail: { Name: required(text) },
  ListTrails: { NextToken: text },
  DeleteTrail: { Name: required(text) },
  StartLogging: { Name: required(text) },
  StopLogging: { Name: required(text) },
  GetTrailStatus: { Name: required(text) },
  PutEventSelectors: {
    TrailName: required(text),
    EventSelectors: list,
    'EventSelectors[].ReadWriteType': oneOf('ReadOnly WriteOnly All'),
    'EventSelectors[].IncludeManagementEvents': flag,
    'EventSelectors[].DataResources[].Type': text,
    'EventSelectors[].DataResources[].Values[]': text,
    'EventSelectors[].ExcludeManagementEventSources[]': text,
    AdvancedEventSelectors: list,
    'AdvancedEventSelectors[].Name': textOf(0, 1000, '.*'),
    'AdvancedEventSelectors[].FieldSelectors': required(listOf(1)),
    'AdvancedEventSelectors[].FieldSelectors[].Field': required(text),
    'AdvancedEventSelectors[].FieldSelectors[].Equals[]': text,
    'AdvancedEventSelectors[].FieldSelectors[].StartsWith[]': text,
    'AdvancedEventSelectors[].FieldSelectors[].EndsWith[]': text,
    'AdvancedEventSelectors[].FieldSelectors[].NotEquals[]': text,
    'AdvancedEventSelectors[].FieldSelectors[].NotStartsWith[]': text,
    'AdvancedEventSelectors[].FieldSelectors[].NotEndsWith[]': text,
  },
  GetEventSelectors: { TrailName: required(text) },
  LookupEvents: {
    LookupAttributes: list,
    'LookupAttributes[].AttributeKey': required(
      oneOf('EventId EventName ReadOnly Username ResourceType ResourceName EventSource AccessKeyId'),
    ),
    'LookupAttributes[].AttributeValue': required(textOf(1, 2000)),
    StartTime: timestamp,
    EndTime: timestamp,
    EventCategory: oneOf('insight'),
    MaxResults: integerOf(1, 50),
    NextToken: text,
  },
  ListPublicKeys: { StartTime: timestamp, EndTime: timestamp, NextToken: text },
  AddTags: {
    ResourceId: required(text),
    TagsList: required(tagsList),
    'TagsList[].Key': required(key),
    'TagsList[].Value': value,
  },
  ListTags: { ResourceIdList: required(list), 'ResourceIdList[]': text, NextToken: text },
  RemoveTags: {
    ResourceId: required(text),
    TagsList: required(tagsList),
    'TagsList[].Key': required(key),
    'TagsList[].Value': value,
  },
} satisfies Readonly<Record<string, InputShape>>;

/** HTTP status by modelled error code. */
export const modelledErrors = errorTable(
  `
  CreateTrail: MaximumNumberOfTrailsExceeded TrailAlreadyExists S3BucketDoesNotExist InsufficientS3BucketPolicy InsufficientSnsTopicPolicy InsufficientEncryptionPolicy InvalidS3BucketName InvalidS3Prefix InvalidSnsTopicName InvalidKmsKeyId InvalidTrailName TrailNotProvided TagsLimitExceeded InvalidParameterCombination InvalidParameter KmsKeyNotFound KmsKeyDisabled Kms InvalidCloudWatchLogsLogGroupArn InvalidCloudWatchLogsRoleArn CloudWatchLogsDeliveryUnavailable InvalidTagParameter UnsupportedOperation OperationNotPermitted CloudTrailAccessNotEnabled InsufficientDependencyServiceAccessPermission NotOrganizationMasterAccount OrganizationsNotInUse OrganizationNotInAllFeaturesMode NoManagementAccountSLRExists CloudTrailInvalidClientTokenId Conflict Throttling
  UpdateTrail: S3BucketDoesNotExist InsufficientS3BucketPolicy InsufficientSnsTopicPolicy InsufficientEncryptionPolicy TrailNotFound InvalidS3BucketName InvalidS3Prefix InvalidSnsTopicName InvalidKmsKeyId InvalidTrailName TrailNotProvided InvalidEventSelectors CloudTrailARNInvalid Conflict Throttling InvalidParameterCombination InvalidHomeRegion KmsKeyNotFound KmsKeyDisabled Kms InvalidCloudWatchLogsLogGroupArn InvalidCloudWatchLogsRoleArn CloudWatchLogsDeliveryUnavailable UnsupportedOperation OperationNotPermitted CloudTrailAccessNotEnabled InsufficientDependencyServiceAccessPermission OrganizationsNotInUse NotOrganizationMasterAccount OrganizationNotInAllFeaturesMode NoManagementAccountSLRExists CloudTrailInvalidClientTokenId InvalidParameter
  DescribeTrails: UnsupportedOperation OperationNotPermitted InvalidTrailName CloudTrailARNInvalid NoManagementAccountSLRExists
  GetTrail: CloudTrailARNInvalid TrailNotFound InvalidTrailName UnsupportedOperation OperationNotPermitted
  ListTrails: UnsupportedOperation OperationNotPermitted
  DeleteTrail: TrailNotFound InvalidTrailName CloudTrailARNInvalid Conflict Throttling InvalidHomeRegion UnsupportedOperation OperationNotPermitted NotOrganizationMasterAccount NoManagementAccountSLRExists InsufficientDependencyServiceAccessPermission
  StartLogging: CloudTrailARNInvalid Conflict Throttling TrailNotFound InvalidTrailName InvalidHomeRegion UnsupportedOperation OperationNotPermitted NotOrganizationMasterAccount NoManagementAccountSLRExists InsufficientDependencyServiceAccessPermission
  StopLogging: TrailNotFound InvalidTrailName CloudTrailARNInvalid Conflict Throttling InvalidHomeRegion UnsupportedOperation OperationNotPermitted NotOrganizationMasterAccount NoManagementAccountSLRExists InsufficientDependencyServiceAccessPermission
  GetTrailStatus: CloudTrailARNInvalid TrailNotFound InvalidTrailName UnsupportedOperation OperationNotPermitted
  PutEventSelectors: TrailNotFound InvalidTrailName CloudTrailARNInvalid InvalidHomeRegion InvalidEventSelectors Conflict Throttling UnsupportedOperation OperationNotPermitted NotOrganizationMasterAccount NoManagementAccountSLRExists InsufficientDependencyServiceAccessPermission
  GetEventSelectors: TrailNotFound InvalidTrailName CloudTrailARNInvalid UnsupportedOperation OperationNotPermitted NoManagementAccountSLRExists
  LookupEvents: InvalidLookupAttributes InvalidTimeRange InvalidMaxResults InvalidNextToken InvalidEventCategory UnsupportedOperation OperationNotPermitted
  ListPublicKeys: InvalidTimeRange UnsupportedOperation OperationNotPermitted InvalidToken
  AddTags: ResourceNotFound CloudTrailARNInvalid EventDataStoreARNInvalid ChannelARNInvalid ResourceTypeNotSupported TagsLimitExceeded InvalidTrailName InvalidTagParameter InactiveEventDataStore EventDataStoreNotFound ChannelNotFound UnsupportedOperation OperationNotPermitted NotOrganizationMasterAccount NoManagementAccountSLRExists Conflict
  ListTags: ResourceNotFound CloudTrailARNInvalid EventDataStoreARNInvalid ChannelARNInvalid ResourceTypeNotSupported InvalidTrailName InactiveEventDataStore EventDataStoreNotFound UnsupportedOperation OperationNotPermitted InvalidToken NoManagementAccountSLRExists
  RemoveTags: ResourceNotFound CloudTrailARNInvalid EventDataStoreARNInvalid ChannelARNInvalid ResourceTypeNotSupported InvalidTrailName InvalidTagParameter InactiveEventDataStore EventDataStoreNotFound ChannelNotFound UnsupportedOperation OperationNotPermitted NotOrganizationMasterAccount NoManagementAccountSLRExists Conflict
`,
  'Exception',
);
