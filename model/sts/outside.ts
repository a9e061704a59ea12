/** What of STS is outside the simulation: operations that are refused by name. */

/** Operations of the API that are refused, by subject. */
export const refusedOperations: Readonly<Record<string, readonly string[]>> = {
  'federation and delegation': [
    'AssumeRoleWithSAML',
    'AssumeRoleWithWebIdentity',
    'AssumeRoot',
    'GetDelegatedAccessToken',
    'GetFederationToken',
    'GetScopedCredentials',
    'GetWebIdentityToken',
  ],
  information: ['DecodeAuthorizationMessage', 'GetAccessKeyInfo'],
};

/** What is accepted or shown without effect, or is not there. */
export const withoutEffect: readonly string[] = [
  'The end of temporary credentials: it is told, and they go on being accepted.',
  'Transitive tags and multi-factor codes of AssumeRole.',
];
