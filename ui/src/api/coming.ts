/** Schemas of branches that land next; goes when they are in the document. */
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Alert: {
      caused: components['schemas']['Ref'][];
      column?: string;
      deployment: string;
      history: components['schemas']['AlertChange'][];
      id: string;
      /** Format: date-time */
      opened_at: string;
      proposal?: components['schemas']['RollbackProposal'];
      /** Format: date-time */
      recorded_at: string;
      ref: components['schemas']['Ref'];
      /** Format: date-time */
      resolved_at?: string;
      /** Format: date-time */
      silenced_until?: string;
      /** @enum {string} */
      status: 'open' | 'resolved' | 'silenced';
      summary: string;
      test?: string;
      threshold: number;
      value?: number;
      /** Format: int64 */
      version: number;
      /** @enum {string} */
      watch: 'features' | 'prediction' | 'performance' | 'revoked data';
    };
    AlertChange: {
      /** Format: date-time */
      at: string;
      by: string;
      /** Format: date-time */
      recorded_at: string;
      value?: number;
      what: string;
      why: string;
      window?: components['schemas']['Ref'];
    };
    AlertPage: {
      items: components['schemas']['Alert'][];
      next_page_token?: string;
    };
    AliasBody: {
      alias: string;
      /** Format: date-time */
      event_time?: string;
      /** Format: int64 */
      version: number;
      why?: string;
    };
    Artifact: {
      directory: boolean;
      name: string;
      path: string;
      /** Format: int64 */
      size: number;
    };
    ArtifactPage: {
      items: components['schemas']['Artifact'][];
      next_page_token?: string;
    };
    CacheNote: {
      from?: components['schemas']['Ref'];
      hit: boolean;
      reason?: string;
    };
    Cancelled: {
      cancelled: boolean;
    };
    /** @description The model card: as a tree, and as Markdown. */
    Card: {
      card: unknown;
      markdown: string;
    };
    CategoryShare: {
      share: number;
      value: string;
    };
    Champion: {
      model: string;
      ref: components['schemas']['Ref'];
      /** Format: date-time */
      since?: string;
      /** Format: int64 */
      version: number;
    };
    /** @description One thing that a plan would change, or that applying changed. */
    Change: {
      /** @enum {string} */
      action: 'create' | 'change' | 'nothing' | 'delete';
      summary: string;
      what: string;
    };
    Changes: {
      changes: components['schemas']['Change'][];
      project?: string;
    };
    CollectBody: {
      /** Format: date-time */
      event_time?: string;
    };
    Collected: {
      accepted: components['schemas']['Ref'][];
      pipeline_run?: components['schemas']['Ref'];
      refused: components['schemas']['Ref'][];
      trigger?: components['schemas']['Ref'];
      /** Format: int64 */
      unchanged: number;
    };
    ColumnProfile: {
      column: string;
      /** Format: int64 */
      count: number;
      /** Format: int64 */
      distinct: number;
      max?: string;
      mean?: number;
      min?: string;
      /** Format: int64 */
      nulls: number;
      /** @description p01, p05, p25, p50, p75, p95, p99 */
      quantiles: {
        [key: string]: number;
      };
      std?: number;
      top: components['schemas']['ValueCount'][];
      type: string;
    };
    Comparison: {
      candidate_value?: number;
      champion_value?: number;
      days: components['schemas']['ComparisonDay'][];
      estimate?: number;
      high?: number;
      level: number;
      low?: number;
      metric: string;
      /** Format: int64 */
      resamples: number;
      /** Format: int64 */
      rows: number;
      unit: string;
      /** Format: int64 */
      units: number;
    };
    ComparisonDay: {
      candidate?: number;
      champion?: number;
      day: string;
      /** Format: int64 */
      rows: number;
    };
    Condition: {
      high?: number;
      level?: number;
      low?: number;
      metric: string;
      /** @enum {string} */
      operator: 'at_least' | 'at_most' | 'beats';
      /** @enum {string} */
      outcome: 'PASS' | 'FAIL' | 'INCONCLUSIVE';
      passed: boolean;
      summary: string;
      value?: number;
      wanted?: number;
    };
    DataFile: {
      digest: string;
      name: string;
      /** Format: int64 */
      size: number;
    };
    Dataset: {
      latest?: string;
      name: string;
      /** Format: int64 */
      refused: number;
      /** Format: int64 */
      rows_latest?: number;
      /** Format: date-time */
      updated_at?: string;
      /** Format: int64 */
      versions: number;
    };
    DatasetPage: {
      items: components['schemas']['Dataset'][];
      next_page_token?: string;
    };
    DatasetVersion: {
      /** Format: int64 */
      bytes: number;
      /** Format: int64 */
      columns: number;
      dataset: string;
      digest: string;
      /** Format: date-time */
      event_time?: string;
      failures: components['schemas']['Failure'][];
      /** Format: date-time */
      from?: string;
      label: string;
      /** Format: date-time */
      recorded_at: string;
      ref: components['schemas']['Ref'];
      /** Format: int64 */
      revision: number;
      revoked?: components['schemas']['RevokedBy'];
      /** Format: int64 */
      rows: number;
      source: string;
      /** @enum {string} */
      status: 'accepted' | 'refused' | 'revoked';
      /** Format: date-time */
      to?: string;
      used_by: components['schemas']['Ref'][];
    };
    DatasetVersionDetail: components['schemas']['DatasetVersion'] & {
      files: components['schemas']['DataFile'][];
      profile: components['schemas']['ColumnProfile'][];
      schema: components['schemas']['SchemaColumn'][];
    };
    DatasetVersionPage: {
      items: components['schemas']['DatasetVersion'][];
      next_page_token?: string;
    };
    DeployBody: {
      /** @description alias:champion, stage:Production or version:3 */
      follow: string;
      model: string;
      name: string;
    };
    Deployment: {
      /** Format: int64 */
      alerts_open: number;
      /** Format: int64 */
      errors: number;
      /** @description alias:champion, stage:Production or version:3 */
      follows: string;
      model: string;
      name: string;
      p50_ms?: number;
      p99_ms?: number;
      /** Format: int64 */
      predictions: number;
      problem?: string;
      ref: components['schemas']['Ref'];
      requests_per_s: number;
      /** Format: date-time */
      since: string;
      state: string;
      /** Format: int64 */
      version?: number;
      /**
       * Format: date-time
       * @description The newest event time that was asked.
       */
      watermark?: string;
    };
    DeploymentDetail: components['schemas']['Deployment'] & {
      /** Format: int64 */
      errors_total: number;
      /** Format: int64 */
      requests_total: number;
      signature?: components['schemas']['Signature'];
      swaps: components['schemas']['Swap'][];
      versions: components['schemas']['VersionShare'][];
    };
    DeploymentPage: {
      items: components['schemas']['Deployment'][];
      next_page_token?: string;
    };
    DeploymentRollback: {
      allowed: boolean;
      changes: string[];
      deployment: string;
      /** @description False of a dry run, and when it was already so. */
      done: boolean;
      evidence?: components['schemas']['Ref'];
      /** Format: int64 */
      from?: number;
      model: string;
      refused_because?: string;
      /** Format: int64 */
      version: number;
    };
    DeploymentRollbackBody: {
      dry_run?: boolean;
      /** Format: date-time */
      event_time?: string;
      /**
       * Format: int64
       * @description Where to; absent for the proposal.
       */
      version?: number;
      why?: string;
    };
    /** @description Of the scores. */
    Distribution: {
      by_window: components['schemas']['ScoreWindow'][];
      current: number[];
      edges: number[];
      reference: number[];
      window?: components['schemas']['Ref'];
    };
    Done: {
      done: boolean;
    };
    DriftHistogram: {
      categories: string[];
      column: string;
      current: number[];
      /** Format: int64 */
      current_missing: number;
      /** Format: int64 */
      current_rows: number;
      edges: number[];
      /** Format: date-time */
      from: string;
      /** @enum {string} */
      kind: 'number' | 'category';
      over: boolean;
      reference: number[];
      /** Format: int64 */
      reference_missing: number;
      /** Format: int64 */
      reference_rows: number;
      test?: string;
      threshold?: number;
      /** Format: date-time */
      to: string;
      value?: number;
      window: components['schemas']['Ref'];
    };
    DriftHistory: {
      /** Format: date-time */
      to: string;
      value?: number;
    };
    DriftPoint: {
      /** Format: date-time */
      from: string;
      over: boolean;
      ref: components['schemas']['Ref'];
      /** Format: date-time */
      to: string;
      value?: number;
    };
    DriftRow: {
      column: string;
      history: components['schemas']['DriftHistory'][];
      ks?: number;
      over: boolean;
      p_value?: number;
      psi?: number;
      /** Format: date-time */
      since?: string;
      test: string;
      threshold?: number;
      /** @enum {string} */
      type: 'number' | 'category';
      value?: number;
    };
    DriftTable: {
      /** Format: date-time */
      from?: string;
      items: components['schemas']['DriftRow'][];
      reference: string;
      /** Format: date-time */
      to?: string;
      window?: components['schemas']['Ref'];
    };
    Edge: {
      from: components['schemas']['Ref'];
      relation: string;
      to: components['schemas']['Ref'];
    };
    /** @description What went wrong, in every answer that is not 2xx. */
    Error: {
      error: components['schemas']['ErrorBody'];
    };
    ErrorBody: {
      /** @description NOT_FOUND, INVALID_ARGUMENT, PERMISSION_DENIED and so on */
      code: string;
      evidence?: components['schemas']['Ref'];
      /** @description One sentence that shows the offending value and what was expected. */
      message: string;
    };
    /** @description Something that happened. */
    Event: {
      actor: string;
      /** Format: date-time */
      event_time?: string;
      evidence: components['schemas']['Ref'][];
      id: string;
      /** Format: date-time */
      recorded_at: string;
      /**
       * Format: int64
       * @description Its place in the order of publication.
       */
      sequence: number;
      subject: components['schemas']['Ref'];
      /** @description One plain sentence with the numbers that matter. */
      summary: string;
      /** @description DatasetVersionAccepted, RunEnded, VerdictRecorded and so on */
      type: string;
    };
    EventPage: {
      items: components['schemas']['Event'][];
      next_page_token?: string;
    };
    Experiment: {
      /** Format: date-time */
      created_at: string;
      id: string;
      /** Format: date-time */
      last_update: string;
      name: string;
      /**
       * Format: int64
       * @description Left out when there are more than 1000.
       */
      runs?: number;
      tags: {
        [key: string]: string;
      };
    };
    ExperimentPage: {
      items: components['schemas']['Experiment'][];
      next_page_token?: string;
    };
    ExplainedClass: {
      bias: number;
      label: string;
      margin: number;
      /** @description The class's probability. */
      value: number;
    };
    Explanation: {
      /** @description Whether the version answers now what was logged. */
      agrees: boolean;
      /** @description What the model answers to a row without any known feature, on the scale. */
      bias: number;
      /** @description The bias as a probability or number. */
      bias_value: number;
      /** @description Of many classes, each with its own bias and sum. */
      classes?: components['schemas']['ExplainedClass'][];
      /**
       * Format: int64
       * @description How often the model was asked, when estimated.
       */
      evaluations?: number;
      /** @description False when contributions were estimated from a sample. */
      exact: boolean;
      /** @description The class that contributions speak for; left out for a regression. */
      label?: string;
      /** @description Bias and contributions added up. */
      margin: number;
      /** @enum {string} */
      method: 'tree_shap' | 'linear' | 'sampled_shapley';
      /** @description One sentence on how the contributions were computed. */
      note: string;
      /** @description What contributions add up in: log-odds, log, number or probability. */
      scale: string;
      /** @description The margin as a probability or number. */
      value: number;
    };
    Fact: {
      name: string;
      value: string;
    };
    Failure: {
      column?: string;
      expectation: string;
      expected: string;
      found: string;
      /** Format: int64 */
      rows?: number;
    };
    /** @description The feature in the sample of the training data that the version keeps. */
    FeatureReference: {
      /** Format: int64 */
      categories?: number;
      counts?: number[];
      /** @description Of the histogram: one more than counts. */
      edges?: number[];
      max?: number;
      mean?: number;
      median?: number;
      min?: number;
      /** @description Share of rows without a value. */
      missing: number;
      p05?: number;
      p95?: number;
      /** @description Share of the values below the served one, ties counted half; 0 to 1. */
      quantile?: number;
      /**
       * Format: int64
       * @description 1 for the most frequent category.
       */
      rank?: number;
      /** Format: int64 */
      rows: number;
      /** @description Share of rows with the served category. */
      share?: number;
      top?: components['schemas']['CategoryShare'][];
    };
    FolderBody: {
      /** Format: date-time */
      event_time?: string;
      /** @description The project's folder as the server sees it. */
      folder: string;
    };
    Found: {
      detail: string;
      ref: components['schemas']['Ref'];
      title: string;
    };
    FoundPage: {
      items: components['schemas']['Found'][];
      next_page_token?: string;
    };
    Graph: {
      edges: components['schemas']['Edge'][];
      /** @description Only with fan or group. */
      groups?: components['schemas']['GraphGroup'][];
      /** @description Edges with a group at an end. */
      links?: components['schemas']['GraphLink'][];
      next_page_token?: string;
      nodes: components['schemas']['GraphNode'][];
      /**
       * Format: int64
       * @description Of a group: how many members it has.
       */
      total?: number;
      /** @description There is more than was walked. */
      truncated?: boolean;
    };
    /** @description Many neighbours of one kind, told as one. */
    GraphGroup: {
      /** Format: int64 */
      count: number;
      /** @enum {string} */
      direction: 'back' | 'forward';
      first?: components['schemas']['Ref'];
      /** @description What group= takes. */
      id: string;
      kind: string;
      last?: components['schemas']['Ref'];
      /** @description Whether its members can be asked for; predictions are only counted. */
      listed: boolean;
      /** @description The record or the group that it hangs on. */
      of: string;
      /** @description The dataset of data versions, the model of model versions. */
      owner?: string;
      relation: string;
    };
    GraphLink: {
      /** Format: int64 */
      count: number;
      from: string;
      relation: string;
      to: string;
    };
    GraphNode: {
      /** Format: date-time */
      event_time?: string;
      /** @description The thread goes on from here, though it was not walked. */
      more?: boolean;
      ref: components['schemas']['Ref'];
      status?: string;
      title: string;
    };
    Health: {
      checks: components['schemas']['HealthCheck'][];
      /** @enum {string} */
      status: 'ok' | 'degraded';
      uptime_s: number;
    };
    HealthCheck: {
      area: string;
      message?: string;
      ok: boolean;
    };
    Impact: {
      deployments: components['schemas']['ImpactDeployment'][];
      model_versions: components['schemas']['ImpactVersion'][];
      /**
       * Format: int64
       * @description Answered by the versions in question, in all deployments.
       */
      predictions: number;
      /** Format: date-time */
      predictions_since?: string;
      ref: components['schemas']['Ref'];
      runs: components['schemas']['ImpactRuns'];
      summary: string;
      /** @description The graph was larger than is walked; the answer is a part of it. */
      truncated: boolean;
    };
    ImpactDeployment: {
      /** @description A version in question answers now. */
      live: boolean;
      model: string;
      name: string;
      /** Format: int64 */
      predictions: number;
      /** Format: date-time */
      predictions_since?: string;
      ref: components['schemas']['Ref'];
      spans: components['schemas']['ImpactSpan'][];
      /**
       * Format: int64
       * @description The version that answers now.
       */
      version?: number;
    };
    ImpactRun: {
      experiment: string;
      name: string;
      ref: components['schemas']['Ref'];
      rerun_of?: components['schemas']['Ref'];
      status: string;
    };
    ImpactRuns: {
      /** Format: int64 */
      count: number;
      items: components['schemas']['ImpactRun'][];
      next_page_token?: string;
    };
    ImpactSpan: {
      /** Format: date-time */
      event_time?: string;
      /** Format: date-time */
      event_time_to?: string;
      /** Format: date-time */
      from: string;
      /**
       * Format: date-time
       * @description Absent while it lasts.
       */
      to?: string;
      /** Format: int64 */
      version: number;
    };
    ImpactVersion: {
      aliases: string[];
      model: string;
      ref: components['schemas']['Ref'];
      run?: components['schemas']['Ref'];
      stage: string;
      /** Format: int64 */
      version: number;
    };
    /** @description Named by prediction_id, or by deployment and key. */
    Label: {
      deployment?: string;
      /** Format: date-time */
      event_time?: string;
      key?: string;
      prediction_id?: string;
      /** @description As the target column has it: 1, true, "setosa", 12.5. */
      value: unknown;
    };
    LabelBatch: {
      labels: components['schemas']['Label'][];
    };
    LabelsRecorded: {
      /** Format: int64 */
      accepted: number;
      /** @description Places in the batch of those that name no logged prediction. */
      unmatched: number[];
    };
    LatestMetric: {
      /** Format: date-time */
      at: string;
      /** Format: int64 */
      step: number;
      /** @description Absent when it is not a finite number; then value_text says what it is. */
      value?: number;
      value_text?: string;
    };
    /** @description All that the page of the loop shows between two moments of event time. */
    Loop: {
      alerts: components['schemas']['Alert'][];
      data: components['schemas']['LoopData'][];
      drift: components['schemas']['LoopDrift'][];
      edges: components['schemas']['Edge'][];
      /**
       * Format: date-time
       * @description How far event time has come.
       */
      event_time?: string;
      /** Format: date-time */
      from: string;
      gates: components['schemas']['LoopGate'][];
      performance: components['schemas']['LoopPerformance'];
      project: string;
      serving: components['schemas']['LoopServing'][];
      status: components['schemas']['LoopStatus'];
      /** Format: date-time */
      to: string;
      training: components['schemas']['LoopTraining'][];
      triggers: components['schemas']['Trigger'][];
    };
    LoopData: {
      dataset: string;
      /** Format: date-time */
      event_time: string;
      failures: string[];
      /** Format: date-time */
      from?: string;
      label: string;
      ref: components['schemas']['Ref'];
      /** Format: int64 */
      revision: number;
      /** Format: int64 */
      rows: number;
      /** @enum {string} */
      status: 'accepted' | 'refused' | 'revoked';
      summary: string;
      /** Format: date-time */
      to?: string;
    };
    LoopDrift: {
      column: string;
      now?: number;
      points: components['schemas']['DriftPoint'][];
      /**
       * Format: date-time
       * @description End of the first window of those in a row that are over the threshold until now.
       */
      since?: string;
      test: string;
      threshold: number;
    };
    LoopGate: {
      at_least?: number;
      candidate: components['schemas']['Ref'];
      champion?: components['schemas']['Ref'];
      estimate?: number;
      /** Format: date-time */
      event_time: string;
      gate: string;
      high?: number;
      level?: number;
      low?: number;
      metric: string;
      /** @enum {string} */
      outcome: 'PASS' | 'FAIL' | 'INCONCLUSIVE';
      ref: components['schemas']['Ref'];
      /** Format: int64 */
      rows: number;
      summary: string;
    };
    LoopPerformance: {
      metric: string;
      series: components['schemas']['PerformanceSeries'][];
    };
    LoopServing: {
      /** Format: date-time */
      from: string;
      model: string;
      ref: components['schemas']['Ref'];
      /** Format: date-time */
      to?: string;
      /** Format: int64 */
      version: number;
    };
    LoopStatus: {
      /** Format: int64 */
      alerts_open: number;
      champion?: components['schemas']['Champion'];
      deployment?: string;
      drift: components['schemas']['StatusDrift'];
      /** @description What happens next, in words. */
      next?: string;
      p99_ms?: number;
      performance?: components['schemas']['StatusPerformance'];
      /** Format: int64 */
      requests: number;
      state: string;
    };
    LoopTraining: {
      caused_by: components['schemas']['Ref'][];
      /** Format: date-time */
      ended_at?: string;
      /** Format: date-time */
      event_time: string;
      reason: string;
      ref: components['schemas']['Ref'];
      /** Format: int64 */
      runs: number;
      /** Format: date-time */
      started_at?: string;
      status: string;
      summary: string;
      /** Format: int64 */
      trials: number;
    };
    MeasuredMetric: {
      high?: number;
      low?: number;
      name: string;
      on?: string;
      value: number;
    };
    MetricHistories: {
      series: components['schemas']['MetricSeries'][];
    };
    MetricSeries: {
      key: string;
      max?: (number | null)[];
      min?: (number | null)[];
      /** @description true when the points are fewer than were logged; min and max then hold each stretch's extremes. */
      sampled: boolean;
      steps: number[];
      times_ms: number[];
      /**
       * Format: int64
       * @description Points that were logged.
       */
      total: number;
      values: (number | null)[];
    };
    Model: {
      aliases: {
        [key: string]: number;
      };
      /** Format: int64 */
      champion?: number;
      /** Format: date-time */
      created_at: string;
      deployment: string[];
      description?: string;
      /** Format: int64 */
      latest?: number;
      metric?: string;
      name: string;
      project?: string;
      stages: {
        [key: string]: number[];
      };
      tags: {
        [key: string]: string;
      };
      /** Format: date-time */
      updated_at: string;
      /** Format: int64 */
      versions: number;
    };
    ModelPage: {
      items: components['schemas']['Model'][];
      next_page_token?: string;
    };
    ModelVersion: {
      age_s: number;
      aliases: string[];
      by: string;
      /** Format: date-time */
      created_at: string;
      description?: string;
      /** Format: date-time */
      event_time?: string;
      metric?: components['schemas']['MeasuredMetric'];
      model: string;
      objective?: string;
      ref: components['schemas']['Ref'];
      run?: string;
      serves: string[];
      /** Format: int64 */
      size?: number;
      /** @enum {string} */
      stage: 'Development' | 'Staging' | 'Production' | 'Archived';
      /** @enum {string} */
      status: 'READY';
      tags: {
        [key: string]: string;
      };
      trained_on: components['schemas']['Ref'][];
      verdict?: components['schemas']['VerdictBrief'];
      /** Format: int64 */
      version: number;
    };
    ModelVersionDetail: components['schemas']['ModelVersion'] & {
      /** @description Markdown. */
      card?: string;
      facts: components['schemas']['Fact'][];
      signature?: components['schemas']['Signature'];
    };
    ModelVersionPage: {
      items: components['schemas']['ModelVersion'][];
      next_page_token?: string;
    };
    Move: {
      alias?: string;
      /** Format: date-time */
      at: string;
      by: string;
      /** Format: date-time */
      event_time?: string;
      from?: string;
      to?: string;
      verdict?: components['schemas']['Ref'];
      /** Format: int64 */
      version: number;
      why: string;
    };
    MovePage: {
      items: components['schemas']['Move'][];
      next_page_token?: string;
    };
    Neighbour: {
      /** @description Features by how much they set it apart, most first. */
      differs: string[];
      /** @description 0 when all features are the same, 1 when all are far apart. */
      distance: number;
      features: {
        [key: string]: unknown;
      };
      /** @description What came true; left out when the sample does not hold it. */
      label?: string;
      /** @description What the version answers for it. */
      score?: number;
    };
    /** @description The rows of the training sample that are most like the one asked. */
    Neighbours: {
      items: components['schemas']['Neighbour'][];
      note: string;
      /**
       * Format: int64
       * @description How many rows were compared.
       */
      rows: number;
      target?: string;
      /** @description Whether features count by their contribution. */
      weighted: boolean;
    };
    NewToken: {
      name: string;
      /** @description Shown this once. */
      token: string;
    };
    NextStep: {
      command: string;
      why: string;
    };
    /** @description What the pipeline computed for the same key. */
    OfflineValue: {
      differs: boolean;
      /** @description Left out when it is missing there. */
      value?: unknown;
    };
    PerformancePoint: {
      coverage: number;
      /** Format: date-time */
      from: string;
      high?: number;
      low?: number;
      ref: components['schemas']['Ref'];
      /** Format: int64 */
      rows: number;
      /** Format: date-time */
      to: string;
      value?: number;
      /** Format: int64 */
      version?: number;
    };
    PerformanceSeries: {
      /** @enum {string} */
      name: 'champion' | 'first';
      points: components['schemas']['PerformancePoint'][];
    };
    PipelineRun: {
      by: string;
      /** Format: int64 */
      cached: number;
      caused_by: components['schemas']['Ref'][];
      /** Format: int64 */
      done: number;
      /** Format: date-time */
      ended_at?: string;
      error?: string;
      /** Format: date-time */
      event_time?: string;
      /** Format: int64 */
      failed: number;
      id: string;
      pipeline: string;
      reason: string;
      ref: components['schemas']['Ref'];
      /** Format: date-time */
      started_at?: string;
      /** @enum {string} */
      status: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
      /** Format: date-time */
      submitted_at: string;
      /** Format: int64 */
      tasks: number;
    };
    PipelineRunDetail: {
      by: string;
      caused_by: components['schemas']['Ref'][];
      /** Format: date-time */
      ended_at?: string;
      error?: string;
      /** Format: date-time */
      event_time?: string;
      id: string;
      pipeline: string;
      reason: string;
      ref: components['schemas']['Ref'];
      /** Format: date-time */
      started_at?: string;
      /** @enum {string} */
      status: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
      /** Format: date-time */
      submitted_at: string;
      tasks: components['schemas']['Task'][];
    };
    PipelineRunPage: {
      items: components['schemas']['PipelineRun'][];
      next_page_token?: string;
    };
    PlainHealth: {
      deployments: string[];
      /** @enum {string} */
      status: 'healthy';
      version: string;
    };
    PredictAnswer: {
      prediction: unknown;
      probability?: number;
    };
    PredictBody: {
      /** @description A list in the signature's order, an object by name, or a list of either. */
      features: unknown;
    };
    Prediction: {
      deployment: string;
      /** Format: date-time */
      event_time: string;
      features: {
        [key: string]: unknown;
      };
      id: string;
      key?: string;
      label?: string;
      latency_ms: number;
      model: string;
      /** Format: int64 */
      model_version: number;
      /** @description 1 or 0 for a binary classification. */
      prediction: number;
      probability?: number;
      /** Format: date-time */
      recorded_at: string;
      ref: components['schemas']['Ref'];
      repeat: boolean;
      score: number;
    };
    PredictionColumns: {
      event_time_ms: number[];
      keys: (string | null)[];
      predicted: number[];
      scores: number[];
      versions: number[];
    };
    PredictionDetail: components['schemas']['Prediction'] & {
      labels: components['schemas']['RecordedLabel'][];
      lineage: components['schemas']['Edge'][];
    };
    PredictionKeys: {
      keys: string[];
    };
    PredictionPage: {
      items: components['schemas']['Prediction'][];
      next_page_token?: string;
    };
    Project: {
      datasets: string[];
      decision?: string;
      deployment?: string;
      folder?: string;
      /** Format: date-time */
      last_event_time?: string;
      metric: string;
      model: string;
      name: string;
      owner?: string;
      question?: string;
    };
    ProjectPage: {
      items: components['schemas']['Project'][];
      next_page_token?: string;
    };
    RecordedLabel: {
      by: string;
      /** Format: date-time */
      event_time?: string;
      /** Format: date-time */
      recorded_at: string;
      value: string;
    };
    /**
     * @description The address of any record: kind:id.
     * @example run:0f3a6c
     * @example model_version:flights/3
     */
    Ref: string;
    Rerun: {
      by: string;
      /** Format: date-time */
      ended_at?: string;
      error?: string;
      id: string;
      /** @description What differs from then: libraries, machine, revoked data. */
      notes: string[];
      of: components['schemas']['Ref'];
      original: components['schemas']['Ref'];
      original_seconds?: number;
      ref: components['schemas']['Ref'];
      seconds?: number;
      /** Format: date-time */
      started_at?: string;
      /** @enum {string} */
      state: 'pending' | 'running' | 'same' | 'different' | 'failed' | 'cancelled';
      /** Format: date-time */
      submitted_at: string;
      summary: string;
      tasks: components['schemas']['RerunTask'][];
    };
    RerunBody: {
      /** @description run:ID, model_version:NAME/NUMBER, NAME/NUMBER, task:RUN/NAME, pipeline_run:ID, or a run's bare id. */
      ref: string;
      why?: string;
    };
    RerunOutput: {
      digest?: string;
      name: string;
      original_digest: string;
      same?: boolean;
      shown?: string;
    };
    RerunPage: {
      items: components['schemas']['Rerun'][];
      next_page_token?: string;
    };
    RerunTask: {
      environment: {
        [key: string]: string;
      };
      error?: string;
      name: string;
      original: components['schemas']['Ref'];
      original_environment: {
        [key: string]: string;
      };
      original_seconds?: number;
      outputs: components['schemas']['RerunOutput'][];
      /** @description Why an output differs, or cannot be compared. */
      reason?: string;
      ref: components['schemas']['Ref'];
      /** @description Absent until both are known. */
      same?: boolean;
      seconds?: number;
      /** @enum {string} */
      status: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'CACHED' | 'FAILED' | 'CANCELLED' | 'SKIPPED';
      step: string;
    };
    Revocation: {
      /** @description Raised, or resolved, by it. */
      alerts: components['schemas']['Ref'][];
      /** @description False when it was already so, and of a dry run. */
      changed: boolean;
      changes: string[];
      impact: components['schemas']['Impact'];
      proposals: components['schemas']['RollbackProposal'][];
      version: components['schemas']['DatasetVersion'];
    };
    RevokeBody: {
      dry_run?: boolean;
      /** Format: date-time */
      event_time?: string;
      why: string;
    };
    RevokedBy: {
      /** Format: date-time */
      at: string;
      by: string;
      why: string;
    };
    RollbackBody: {
      alias?: string;
      dry_run?: boolean;
      /** Format: date-time */
      event_time?: string;
      /** Format: int64 */
      version: number;
      why: string;
    };
    RollbackPlan: {
      allowed: boolean;
      changes: string[];
      evidence?: components['schemas']['Ref'];
      refused_because?: string;
    };
    RollbackProposal: {
      /** @enum {string} */
      action: 'rollback' | 'retrain' | 'none';
      /** @description What to type for it; empty of none. */
      command: string;
      deployment: string;
      follows?: string;
      /**
       * Format: int64
       * @description The version that answers now.
       */
      from?: number;
      model: string;
      /** @description Revoked data that the live version was trained on. */
      revoked: components['schemas']['Ref'][];
      /**
       * Format: int64
       * @description Where to; of a rollback.
       */
      version?: number;
      why: string;
    };
    Run: {
      /** Format: int64 */
      children: number;
      commit?: string;
      duration_s?: number;
      /** Format: date-time */
      ended_at?: string;
      /** Format: date-time */
      event_time?: string;
      experiment_id: string;
      experiment_name: string;
      id: string;
      inputs: components['schemas']['RunInput'][];
      metrics: {
        [key: string]: components['schemas']['LatestMetric'];
      };
      name: string;
      params: {
        [key: string]: string;
      };
      parent?: string;
      produced: components['schemas']['Ref'][];
      ref: components['schemas']['Ref'];
      source?: string;
      /** Format: date-time */
      started_at: string;
      /** @enum {string} */
      status: 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED';
      tags: {
        [key: string]: string;
      };
      user: string;
    };
    RunInput: {
      context?: string;
      digest: string;
      name: string;
      ref?: components['schemas']['Ref'];
    };
    RunPage: {
      items: components['schemas']['Run'][];
      next_page_token?: string;
    };
    RunPatch: {
      name?: string;
      /** @description null deletes a tag */
      tags?: {
        [key: string]: string | null;
      };
    };
    SchemaColumn: {
      name: string;
      type: string;
    };
    ScoreWindow: {
      /** Format: date-time */
      from: string;
      mean?: number;
      /** Format: int64 */
      rows: number;
      /** Format: date-time */
      to: string;
    };
    Scores: {
      coverage: number;
      /** Format: int64 */
      labelled: number;
      metrics: {
        [key: string]: number;
      };
      /** Format: int64 */
      rows: number;
    };
    SettleBody: {
      timeout_seconds?: number;
    };
    Settled: {
      /** Format: date-time */
      event_time?: string;
      /** Format: int64 */
      pipeline_runs_open: number;
      /** @description false when the time was not enough */
      settled: boolean;
    };
    Signature: {
      columns: components['schemas']['SignatureColumn'][];
      objective: string;
      positive_label?: string;
      target: string;
      threshold?: number;
    };
    SignatureColumn: {
      /** @description The first 200. */
      categories?: string[];
      example?: unknown;
      name: string;
      /** @enum {string} */
      type: 'double' | 'long' | 'boolean' | 'string';
    };
    SilenceBody: {
      /**
       * Format: date-time
       * @description Event time.
       */
      until: string;
      why: string;
    };
    /** @description The features as served beside those that the pipeline computed for the same key. */
    Skew: {
      /** Format: int64 */
      compared: number;
      differing: string[];
      key: string;
      note: string;
      task?: components['schemas']['Ref'];
    };
    Slice: {
      candidate?: number;
      champion?: number;
      name: string;
      /** Format: int64 */
      rows: number;
    };
    StageBody: {
      archive_others?: boolean;
      /** Format: date-time */
      event_time?: string;
      stage: string;
      why?: string;
    };
    /** @description Where the version stood when it answered. */
    Standing: {
      aliases: string[];
      stage: string;
    };
    StatusDrift: {
      columns: string[];
      /** Format: int64 */
      drifting: number;
      /** Format: int64 */
      watched: number;
    };
    StatusPerformance: {
      change?: number;
      change_since?: string;
      high?: number;
      low?: number;
      metric: string;
      value?: number;
    };
    Stretch: {
      champion: components['schemas']['Scores'];
      first: components['schemas']['Scores'];
      /** Format: date-time */
      from: string;
      /** Format: date-time */
      to: string;
    };
    Swap: {
      /** Format: date-time */
      at: string;
      by: string;
      /** Format: date-time */
      event_time?: string;
      /** Format: int64 */
      from?: number;
      /** Format: int64 */
      version: number;
      why: string;
    };
    /** @description Figures once a second by the server's clock. */
    SystemSeries: {
      at_ms: number[];
      cpu: number[];
      errors: number[];
      /** Format: date-time */
      from: string;
      heap_bytes: number[];
      p50_ms: (number | null)[];
      p99_ms: (number | null)[];
      requests: number[];
      /** Format: int64 */
      step_s: number;
      /** Format: date-time */
      to: string;
    };
    Task: {
      after: string[];
      /** Format: int64 */
      attempt: number;
      cache: components['schemas']['CacheNote'];
      /** Format: date-time */
      ended_at?: string;
      error?: string;
      inputs: components['schemas']['Ref'][];
      name: string;
      outputs: {
        [key: string]: string;
      };
      ref: components['schemas']['Ref'];
      runs: string[];
      /** Format: date-time */
      started_at?: string;
      /** @enum {string} */
      status: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'CACHED' | 'FAILED' | 'CANCELLED' | 'SKIPPED';
      step: string;
    };
    TaskLog: {
      ended: boolean;
      /**
       * Format: int64
       * @description Lines so far; ask again from here.
       */
      next_offset: number;
      text: string;
    };
    Token: {
      /** Format: date-time */
      created_at: string;
      created_by: string;
      name: string;
    };
    TokenBody: {
      name: string;
    };
    TokenPage: {
      items: components['schemas']['Token'][];
      next_page_token?: string;
    };
    Trigger: {
      by: string;
      causes: components['schemas']['Ref'][];
      /** @enum {string} */
      decision: 'FIRED' | 'HELD';
      /** Format: date-time */
      event_time: string;
      project: string;
      /** Format: date-time */
      recorded_at: string;
      ref: components['schemas']['Ref'];
      started?: components['schemas']['Ref'];
      why: string;
    };
    TriggerPage: {
      items: components['schemas']['Trigger'][];
      next_page_token?: string;
    };
    Turn: {
      /** @enum {string} */
      decision: 'FIRED' | 'HELD';
      pipeline_run?: components['schemas']['Ref'];
      trigger?: components['schemas']['Ref'];
      why: string;
    };
    TurnBody: {
      /** Format: date-time */
      event_time?: string;
      why?: string;
    };
    ValueCount: {
      /** Format: int64 */
      count: number;
      value: string;
    };
    Verdict: {
      by: string;
      candidate: components['schemas']['Ref'];
      champion?: components['schemas']['Ref'];
      comparison?: components['schemas']['Comparison'];
      conditions: components['schemas']['Condition'][];
      /** Format: date-time */
      event_time: string;
      /** Format: date-time */
      expires_at?: string;
      gate: string;
      judged_on: components['schemas']['Ref'][];
      model: string;
      /** @enum {string} */
      outcome: 'PASS' | 'FAIL' | 'INCONCLUSIVE';
      /** Format: date-time */
      recorded_at: string;
      ref: components['schemas']['Ref'];
      /** Format: int64 */
      rows: number;
      slices: components['schemas']['Slice'][];
      /** Format: int64 */
      version: number;
      why: string;
    };
    VerdictBrief: {
      gate: string;
      /** @enum {string} */
      outcome: 'PASS' | 'FAIL' | 'INCONCLUSIVE';
      ref: components['schemas']['Ref'];
    };
    VerdictPage: {
      items: components['schemas']['Verdict'][];
      next_page_token?: string;
    };
    Version: {
      commit?: string;
      ephemeral: boolean;
      /** @description The version of MLflow's server that this one stands for. */
      mlflow: string;
      tokens_required: boolean;
      version: string;
    };
    VersionShare: {
      /** Format: int64 */
      requests: number;
      share: number;
      /** Format: int64 */
      version: number;
    };
    /** @description Why a prediction is what it is: what was asked and answered, what each feature added, the version, its verdicts, its run and its data, training rows like it, and what to do next. */
    Why: {
      data: components['schemas']['WhyData'][];
      /** @description What gathering took on the server. */
      elapsed_ms: number;
      explanation?: components['schemas']['Explanation'];
      /** @description Why there are no contributions: the version was deleted, or cannot be loaded. */
      explanation_problem?: string;
      /** @description Those that added most first. */
      features: components['schemas']['WhyFeature'][];
      making?: components['schemas']['WhyMaking'];
      neighbours: components['schemas']['Neighbours'];
      next: components['schemas']['NextStep'][];
      prediction: components['schemas']['PredictionDetail'];
      run?: components['schemas']['WhyRun'];
      skew?: components['schemas']['Skew'];
      /** @description One sentence: what was asked, what was answered, what came true. */
      summary: string;
      then?: components['schemas']['Standing'];
      /** @description The last verdict of each gate on the version. */
      verdicts: components['schemas']['Verdict'][];
      version?: components['schemas']['ModelVersion'];
      version_ref: components['schemas']['Ref'];
    };
    WhyBody: {
      why: string;
    };
    /** @description A data version that the run read. */
    WhyData: {
      dataset: string;
      digest?: string;
      /** Format: date-time */
      from?: string;
      /** Format: date-time */
      recorded_at?: string;
      ref: components['schemas']['Ref'];
      /** Format: int64 */
      rows?: number;
      source?: string;
      /** @description ACCEPTED, REFUSED or REVOKED; left out when the version is gone. */
      status?: string;
      /** Format: date-time */
      to?: string;
      /** @description training, judging */
      uses: string[];
      /** @description Label, with the revision when it is not the first. */
      version: string;
    };
    WhyFeature: {
      /** @description Of many classes, the contribution to each. */
      by_class?: {
        [key: string]: number;
      };
      /** @description What this feature changed in the running value. */
      change?: number;
      /** @description On the explanation's scale; left out when there is none. */
      contribution?: number;
      /**
       * @description How the value stands to the training sample: outside its range, a category it never had.
       * @enum {string}
       */
      mark: 'usual' | 'rare' | 'outside' | 'new' | 'missing' | 'unknown';
      name: string;
      /** @description The mark in words. */
      note: string;
      offline?: components['schemas']['OfflineValue'];
      reference?: components['schemas']['FeatureReference'];
      /** @description Bias and contributions down to this feature. */
      running_margin?: number;
      /** @description The running margin as a probability or number. */
      running_value?: number;
      /** @description Of an estimated contribution. */
      standard_error?: number;
      /** @enum {string} */
      type: 'double' | 'long' | 'boolean' | 'string';
      /** @description As served; left out when it was missing. */
      value?: unknown;
    };
    /** @description The pipeline run that made the version. */
    WhyMaking: {
      causes: components['schemas']['Ref'][];
      /** Format: date-time */
      event_time?: string;
      pipeline: string;
      pipeline_run: components['schemas']['Ref'];
      reason: string;
      state: string;
      /** Format: date-time */
      submitted_at?: string;
      task?: components['schemas']['Ref'];
      trigger?: components['schemas']['Ref'];
      trigger_why?: string;
    };
    WhyRun: {
      /** @description The code's commit, when the run recorded it. */
      commit?: string;
      /** Format: date-time */
      ended_at?: string;
      id: string;
      metrics: {
        [key: string]: number;
      };
      name: string;
      params: {
        [key: string]: string;
      };
      ref: components['schemas']['Ref'];
      /** Format: date-time */
      started_at?: string;
      status: string;
      user?: string;
    };
    Window: {
      change: {
        [key: string]: number;
      };
      coverage: number;
      /** Format: int64 */
      drifted: number;
      first?: {
        [key: string]: number;
      };
      /** Format: date-time */
      from: string;
      id: string;
      /** Format: int64 */
      labelled: number;
      /** Format: int64 */
      model_version: number;
      p50_ms?: number;
      p99_ms?: number;
      pending: boolean;
      performance: {
        [key: string]: number;
      };
      /** Format: int64 */
      predictions: number;
      ref: components['schemas']['Ref'];
      /** Format: date-time */
      to: string;
    };
    WindowPage: {
      items: components['schemas']['Window'][];
      next_page_token?: string;
    };
  };
  responses: {
    /** @description 400 malformed, 401 no token, 403 refused by a gate, 404, 405, 409 conflict, 413 too large, 422 wrong content, 429 and 503 with Retry-After. */
    Failed: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['Error'];
      };
    };
  };
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
