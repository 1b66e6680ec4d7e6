import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { checkDocumentName } from './create-session-document';
import { grantHost } from './grant-host';
import { RunAs } from './run-as';
import { SessionDocumentBase } from './session-document-base';
import { SessionDocumentContent, sessionInputs, shellContent } from './session-document-content';
import type { SessionPreferencesAttributes } from './session-preferences';
import type { ISessionPreferences } from './session-preferences-interface';
import { PropTypes, checkProps, required } from '../core/check-props';
import { checkKey } from '../core/keys';
import { KEY, LOGGING, RUN_AS, TEXT } from '../core/prop-types';
import { refuseRemovalPolicy } from '../core/removal-policy';
import type { ISessionLogging } from '../logging/session-logging';

const ATTRIBUTE_TYPES: PropTypes<SessionPreferencesAttributes> = {
  documentName: required(TEXT),
  logging: required(LOGGING),
  encryptionKey: KEY,
  runAs: RUN_AS,
};

/** Preferences that exist already, of which only the attributes are known. */
export class ImportedSessionPreferences extends SessionDocumentBase implements ISessionPreferences {
  public readonly documentName: string;
  public readonly logging: ISessionLogging;
  public readonly encryptionKey?: kms.IKey;
  public readonly runAs: RunAs;
  protected readonly _content: SessionDocumentContent;

  constructor(scope: Construct, id: string, attrs: SessionPreferencesAttributes) {
    super(scope, id);
    checkProps(this, attrs, ATTRIBUTE_TYPES);
    checkDocumentName(this, attrs.documentName);
    this.documentName = attrs.documentName;
    this.logging = attrs.logging;
    this.encryptionKey = attrs.encryptionKey && checkKey(this, attrs.encryptionKey);
    this.runAs = attrs.runAs ?? RunAs.ssmUser();
    this._content = shellContent('imported', sessionInputs(this, { streaming: true }));
  }

  public grantHost(node: iam.IGrantable): iam.Grant {
    return grantHost(this, node);
  }

  public applyRemovalPolicy(): never {
    refuseRemovalPolicy(this);
  }

  protected get _sessionPreferences(): ISessionPreferences {
    return this;
  }
}
