/**
 * Engines: their ports, versions and licenses, as new databases have them when nothing else is asked for.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html (documented: names and ports);
 * the versions stand for those that AWS changes every few months.
 */
import { invalidValue } from '../errors.ts';

/** What is known of an engine. */
export interface Engine {
  readonly port: number;
  readonly version: string;
  readonly license: string;
}

const MYSQL = { port: 3306, version: '8.4.7', license: 'general-public-license' };
const POSTGRES = { port: 5432, version: '17.6', license: 'postgresql-license' };
const ORACLE = { port: 1521, version: '19.0.0.0.ru-2025-10.rur-2025-10.r1', license: 'bring-your-own-license' };
const SQL_SERVER = { port: 1433, version: '16.00.4215.2.v1', license: 'license-included' };
const DB2 = { port: 50000, version: '11.5.9.0.sb00063198.r1', license: 'bring-your-own-license' };

const ENGINES: Readonly<Record<string, Engine>> = {
  mysql: MYSQL,
  mariadb: { ...MYSQL, version: '11.8.5' },
  postgres: POSTGRES,
  'oracle-ee': ORACLE,
  'oracle-ee-cdb': ORACLE,
  'oracle-se2': ORACLE,
  'oracle-se2-cdb': ORACLE,
  'sqlserver-ee': SQL_SERVER,
  'sqlserver-ex': SQL_SERVER,
  'sqlserver-se': SQL_SERVER,
  'sqlserver-web': SQL_SERVER,
  'db2-ae': DB2,
  'db2-se': DB2,
  'aurora-mysql': { ...MYSQL, version: '8.0.mysql_aurora.3.10.1', license: 'general-public-license' },
  'aurora-postgresql': { ...POSTGRES, version: '17.5' },
};

/** Whether the engine is Aurora's: its storage belongs to a DB cluster. */
export const isAuroraEngine = (engine: string): boolean => engine.startsWith('aurora');

/** The engine, or InvalidParameterValue. */
export const engineOf = (name: string): Engine => ENGINES[name] ?? invalidValue(`Invalid DB engine: ${name}`);
