/** Custom key stores as KMS remembers them: backed by a CloudHSM cluster, or by an external key manager. */
import type { ConnectionState } from './keyStore.machine.ts';

/** A custom key store. */
export interface CustomKeyStore {
  /** `cks-` and 17 hexadecimal digits. */
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly type: 'AWS_CLOUDHSM' | 'EXTERNAL_KEY_STORE';
  readonly state: ConnectionState;
  /** Why it FAILED. */
  readonly connectionErrorCode?: string;
  readonly createdMs: number;
  readonly cloudHsmClusterId?: string;
  readonly trustAnchorCertificate?: string;
  /** External key stores. */
  readonly proxy?: ExternalProxy;
}

/** How KMS reaches an external key store. The secret access key is not kept: nothing reads it again. */
export interface ExternalProxy {
  readonly connectivity: 'PUBLIC_ENDPOINT' | 'VPC_ENDPOINT_SERVICE';
  readonly uriEndpoint: string;
  readonly uriPath: string;
  readonly accessKeyId: string;
  readonly vpcEndpointServiceName?: string;
  readonly vpcEndpointServiceOwner?: string;
}
