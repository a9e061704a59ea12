/** ARNs of principals: users, roles, role sessions and root users. */

/** What a principal's ARN says. */
export interface PrincipalArn {
  readonly kind: 'Root' | 'User' | 'Role' | 'RoleSession';
  /** 12 digits. */
  readonly account: string;
  /** Name of the user or role; empty for root. */
  readonly name: string;
  /** `/` or `/division/team/`. */
  readonly path: string;
  /** Name of the session of a role session. */
  readonly sessionName?: string;
}

const ROOT = /^arn:aws:iam::(\d{12}):root$/;
const ENTITY = /^arn:aws:iam::(\d{12}):(user|role)(\/(?:[^/]+\/)*)([^/]+)$/;
const SESSION = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\/([^/]+)$/;

/** Takes a principal's ARN apart; undefined if it is none. */
export function readPrincipalArn(arn: string): PrincipalArn | undefined {
  const root = ROOT.exec(arn);
  if (root) return { kind: 'Root', account: root[1]!, name: '', path: '/' };
  const entity = ENTITY.exec(arn);
  if (entity) {
    const kind = entity[2] === 'user' ? 'User' : 'Role';
    return { kind, account: entity[1]!, name: entity[4]!, path: entity[3]! };
  }
  const session = SESSION.exec(arn);
  if (!session) return undefined;
  return { kind: 'RoleSession', account: session[1]!, name: session[2]!, path: '/', sessionName: session[3]! };
}
