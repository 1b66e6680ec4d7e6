import { App } from 'aws-cdk-lib';
import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import { Address, Draft } from './draft';
import { analyze } from '../../../lib/preflight/engine/analyze';
import { PreflightCapability } from '../../../lib/preflight/preflight-capability';
import { PreflightReport } from '../../../lib/preflight/preflight-report';
import { readingOf } from '../../../lib/preflight/readers/cloudformation/cloudformation-reading';
import { Templates } from '../../../lib/preflight/readers/cloudformation/evaluate/template-set';
import { sourcesIn } from '../../../lib/preflight/readers/cloudformation/parse/read-input';
import { TemplateSource } from '../../../lib/preflight/readers/cloudformation/parse/source';

/** One change. */
export type Mutation = (draft: Draft) => void;

/** An app that is synthesized once, and checked again with each fault in its templates. */
export class Workbench {
  /** The output directory of the app. */
  readonly directory: string;
  private readonly sources: readonly TemplateSource[];
  private readonly reports = new Map<string, PreflightReport>();

  constructor(build: (app: App) => void) {
    const app = new App({ context: { [PATH_METADATA_ENABLE_CONTEXT]: true } });
    build(app);
    this.directory = app.synth().directory;
    this.sources = sourcesIn([this.directory]);
  }

  draft(): Draft {
    return Draft.of(this.sources.map(({ body }) => body));
  }

  addresses(): Address[] {
    return this.draft().addresses();
  }

  /** The report on the app without a fault. */
  unmutated(require?: PreflightCapability[]): PreflightReport {
    const key = JSON.stringify(require ?? null);
    const report = this.reports.get(key) ?? this.prove(this.draft(), require);
    this.reports.set(key, report);
    return report;
  }

  /** The report on a draft of the app. */
  prove({ bodies }: Draft, require?: PreflightCapability[]): PreflightReport {
    const sources = this.sources.map((source, index) => ({ ...source, body: bodies[index] }));
    return analyze(readingOf(new Templates(sources, {})), { require });
  }
}
