/** Made by scripts/types.mjs from the OpenAPI document; not edited by hand. */
export interface paths {
    "/noria/v1/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What this server is. */
        get: operations["getVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every area's own check. */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document. */
        get: operations["getOpenapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes an ephemeral server as at its first start. */
        post: operations["reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/gc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far the last gc is, or what it freed. */
        get: operations["getGc"];
        put?: never;
        /** Begins to delete for good what was deleted long ago, and to free the objects that nothing names. */
        post: operations["startGc"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/imports/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes in records of another system with their own ids and times: JSON lines, at most 10000, each an object with one of experiment, run, points, model_point, logged_model, model, version, alias, trace and whole. The same record again changes nothing. */
        post: operations["importRecords"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/imports/whole": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records of which everything has come, with what stood for all of it in the source. */
        get: operations["listWholeImports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/imports/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every file of a run or logged model, in the bin too. */
        get: operations["listImportedFiles"];
        /** Stores the body as a file of a run or logged model that was brought over, in the bin too. */
        put: operations["importFile"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records whose name or id begins with or contains the words. */
        get: operations["search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened, newest first; with after, oldest first from that sequence number. */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events as they happen; Last-Event-ID is an event's sequence number. */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The thread from a record: direction both, back or forward. With fan, more neighbours of a kind than that are one group; with group, a part of one group's members. */
        get: operations["getLineage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/lineage/impact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a record went: every run, model version and deployment made from it, by features too, and the predictions they answered. */
        get: operations["getImpact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Projects. */
        get: operations["listProjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/projects/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What applying the folder would change. */
        post: operations["planProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/projects/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the server as the folder says; doing it again changes nothing. */
        post: operations["applyProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/projects/{project}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        /** One project. */
        get: operations["getProject"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/projects/{project}/loop": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        /** All that the page of the loop shows. */
        get: operations["getLoop"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/projects/{project}/run": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turns the wheel by hand. */
        post: operations["runProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/projects/{project}/collect": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Looks for new data versions in the folder. */
        post: operations["collectProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/projects/{project}/settle": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Returns when everything that was set off has ended. */
        post: operations["settleProject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Decisions to train, or not to, newest first. */
        get: operations["listTriggers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All workspaces, by name. */
        get: operations["listWorkspaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/experiments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Experiments, newest first. */
        get: operations["listExperiments"];
        put?: never;
        /** Creates an experiment; with ensure, one of the name that is there will do. */
        post: operations["createExperiment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/experiments/{experiment}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        /** One experiment. */
        get: operations["getExperiment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Renames it, sets its description, sets and deletes tags. */
        patch: operations["changeExperiment"];
        trace?: never;
    };
    "/noria/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Runs, newest first; filter and order_by in the filter language. */
        get: operations["listRuns"];
        put?: never;
        /** Creates a running run in an experiment, by id or by name (which is made when there is none). */
        post: operations["createRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/runs/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A page of the table of runs, with the columns asked for, and how many runs match in all. */
        post: operations["searchRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/runs/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Runs that match, by what they have in common: how many, and figures of metrics over all of them. */
        post: operations["groupRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/runs/columns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Metrics, params and tags of active runs, the most used of each kind first. */
        get: operations["listRunColumns"];
        put?: never;
        /** The same of the runs that match a filter. */
        post: operations["findRunColumns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/runs/delete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deletes runs: those named, all or none; or those that match a filter. */
        post: operations["deleteRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/runs/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restores deleted runs: those named, all or none; or those that match a filter. */
        post: operations["restoreRuns"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        /** One run. */
        get: operations["getRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Renames a run, sets and deletes tags. */
        patch: operations["changeRun"];
        trace?: never;
    };
    "/noria/v1/runs/{run}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        /** Histories; keys are separated by commas, none means all. */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/metrics/envelope": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Curves of runs for drawing and zooming: over every point, the least and greatest value of each bucket. */
        get: operations["getEnvelope"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/metrics/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mean and band of groups of runs, from every point. */
        post: operations["groupMetrics"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/runs/{run}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        /** Events metrics (points as they come) and run (the run changed); ends with the run. */
        get: operations["streamRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/runs/{run}/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        /** Files and folders right below the path. */
        get: operations["listArtifacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/runs/{run}/artifacts/table": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        /** Rows of a Parquet, CSV, TSV or JSON table, as they are asked for. */
        get: operations["getRunTable"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/runs/{run}/artifacts/content": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        /** A file's bytes; Range is understood. */
        get: operations["getArtifact"];
        /** Stores the body under the path, over what was there. */
        put: operations["putArtifact"];
        post?: never;
        /** Removes a file, or everything under a folder. */
        delete: operations["deleteArtifact"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/runs/{run}/artifacts/archive": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        /** A folder's files, at any depth, as one zip. */
        get: operations["archiveRunArtifacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/runs/{run}/inputs": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        /** The datasets that the run read, with their schemas and profiles. */
        get: operations["getRunInputs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/runs/{run}/models": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        /** The models that the run logged. */
        get: operations["getRunModels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/tracked_datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Datasets that runs said they read, at most 1000. */
        get: operations["listTrackedDatasets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/logged_models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        /** A logged model. */
        get: operations["getLoggedModel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/logged_models/{model}/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        /** Files and folders right below the path. */
        get: operations["listLoggedModelArtifacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/logged_models/{model}/artifacts/table": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        /** Rows of a Parquet, CSV, TSV or JSON table, as they are asked for. */
        get: operations["getLoggedModelTable"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/logged_models/{model}/artifacts/content": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        /** A file's bytes; Range is understood. */
        get: operations["getLoggedModelArtifact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/logged_models/{model}/artifacts/archive": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        /** A folder's files, at any depth, as one zip. */
        get: operations["archiveLoggedModelArtifacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Traces, newest first; filter and order_by in MLflow's grammar for traces. */
        get: operations["listTraces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/traces/{trace}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                trace: string;
            };
            cookie?: never;
        };
        /** One trace with its spans by start. */
        get: operations["getTrace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/runs/{run}/log": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logs metric points, params and tags: all of it or nothing; the same again changes nothing. At most 1000 points, 100 params and 100 tags, 1000 in all. */
        post: operations["logToRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/runs/{run}/end": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a run. */
        post: operations["endRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Registered models. */
        get: operations["listModels"];
        put?: never;
        /** Creates a model without versions. */
        post: operations["createModel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        /** One model. */
        get: operations["getModel"];
        put?: never;
        post?: never;
        /** Deletes a model with its versions; its history stays. */
        delete: operations["deleteModel"];
        options?: never;
        head?: never;
        /** Renames a model with all that it has, sets its description, sets and deletes tags. */
        patch: operations["changeModel"];
        trace?: never;
    };
    "/noria/v1/models/{model}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        /** Its versions, newest first; with at, stages and aliases as they were then. */
        get: operations["listModelVersions"];
        put?: never;
        /** Registers a version: a folder of a run's artifacts, or a source. */
        post: operations["registerVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models/{model}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        /** One version. */
        get: operations["getModelVersion"];
        put?: never;
        post?: never;
        /** Deletes it and drops its aliases; its history stays. */
        delete: operations["deleteVersion"];
        options?: never;
        head?: never;
        /** Sets its description, sets and deletes tags. */
        patch: operations["changeVersion"];
        trace?: never;
    };
    "/noria/v1/models/{model}/versions/{version}/card": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        /** Its model card: as recorded, or with the evidence of this moment in a form that others read. */
        get: operations["getCard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models/{model}/versions/{version}/files": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        /** Its files with their digests, and whether they may be run. */
        get: operations["listVersionFiles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models/{model}/versions/{version}/files/content": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        /** One file's bytes; Range is understood. */
        get: operations["getVersionFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models/{model}/versions/{version}/trust": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decides in the caller's name that its files, as they are now, may be run (a pickle is a program). */
        post: operations["trustVersion"];
        /** Takes the decision back; what is loaded stays so until it is loaded anew. */
        delete: operations["withdrawTrust"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models/{model}/versions/{version}/stage": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Moves it to a stage; a gate may refuse. */
        post: operations["setStage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models/{model}/aliases": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Points an alias at a version; a gate may refuse. */
        post: operations["setAlias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models/{model}/aliases/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                alias: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Drops an alias. */
        delete: operations["deleteAlias"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models/{model}/history": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        /** Every move of stages and aliases, newest first. */
        get: operations["listMoves"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models/{model}/verdicts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        /** What gates said, newest first. */
        get: operations["listVerdicts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models/{model}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Points the champion back; dry_run only says what would change. */
        post: operations["rollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models/{model}/versions/{version}/copy": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Registers a copy under another model, which is made when there is none; the files are the original's. */
        post: operations["copyVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models/{model}/at": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        /** Where every stage and alias stood at a moment, since when, by whom, why, and on which verdict; of deleted and renamed models too. */
        get: operations["getModelAt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models/{model}/protections": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        /** Aliases that only some may move. */
        get: operations["listProtections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/models/{model}/aliases/{alias}/protection": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                alias: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Lets only those named move the alias, whichever client asks. */
        put: operations["protectAlias"];
        post?: never;
        /** Lets everybody move it again. */
        delete: operations["unprotectAlias"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/verdicts/{verdict}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                verdict: string;
            };
            cookie?: never;
        };
        /** One verdict with its evidence. */
        get: operations["getVerdict"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deployments. */
        get: operations["listDeployments"];
        put?: never;
        /** Makes a deployment, or changes what it follows. */
        post: operations["deploy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/serving/memory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The memory that models take, and may take. */
        get: operations["getServingMemory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** One deployment. */
        get: operations["getDeployment"];
        put?: never;
        post?: never;
        /** Stops answering; the log and the labels stay. */
        delete: operations["deleteDeployment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/system": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** Load and latency by the server's clock, of the last hour. */
        get: operations["getSystem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** Load and latency once a second, by version too. */
        get: operations["streamDeployment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/traffic": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** Who answers the deployment's requests beside its own version, and who listens. */
        get: operations["getTraffic"];
        /** Sets all variants, and the rules between them, anew; an empty list leaves the deployment's own version alone. */
        put: operations["putTraffic"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/canary": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** The deployment's newest canary, whatever became of it, with its present step's figures. */
        get: operations["getCanary"];
        put?: never;
        /** A version begins to take over step by step. */
        post: operations["startCanary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/canary/pause": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It stays at its share; guards go on looking. */
        post: operations["pauseCanary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/canary/resume": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Its step begins anew. */
        post: operations["resumeCanary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/canary/abort": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It answers no more. */
        post: operations["abortCanary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/canary/finish": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** It becomes the deployment's own version now. */
        post: operations["finishCanary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/log": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** Which predictions of the deployment the log keeps, and how many it has. */
        get: operations["getDeploymentLog"];
        /** Keeps a share of the requests from now on, chosen by their key, or by chance where there is none. */
        put: operations["putDeploymentLog"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/terms": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** Its stage, what each caller may ask, and which answers are kept. */
        get: operations["getDeploymentTerms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/stage": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Puts it at a stage. */
        put: operations["putDeploymentStage"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Limits each caller; an empty object takes limits away. */
        put: operations["putDeploymentLimits"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/cache": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Keeps answers for the same questions; an empty object keeps none. */
        put: operations["putDeploymentCache"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Another deployment answers with exactly the version that this one answers with, pinned. */
        post: operations["promoteDeployment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** Where a rollback would go: away from revoked data, else back to the version that served before. */
        get: operations["getRollbackProposal"];
        put?: never;
        /** Goes back: to the version named, else to the one proposed. The reference that the deployment follows is moved. */
        post: operations["rollBackDeployment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/windows": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** Scored windows by event time, oldest first. */
        get: operations["listWindows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/performance": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** Any stretch of event time: as it was answered, and by the model that was never retrained. */
        get: operations["getPerformance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/drift": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** Every column of a window against the reference, worst first. */
        get: operations["getDrift"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/drift/{column}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
                column: string;
            };
            cookie?: never;
        };
        /** Both histograms of one column. */
        get: operations["getDriftColumn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/distribution": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** Of the scores. */
        get: operations["getDistribution"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** Alerts, newest first. */
        get: operations["listDeploymentAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/predictions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** The newest predictions. */
        get: operations["listPredictions"];
        put?: never;
        /** Logs what a model answered elsewhere as if the deployment had; all of them or none. */
        post: operations["logPredictions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/predictions/keys": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** The callers' keys that were asked in a stretch of event time. */
        get: operations["listPredictionKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/deployments/{deployment}/predictions/columns": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        /** The log of a stretch of event time as columns, without the features. */
        get: operations["getPredictionColumns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/predictions/{prediction}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                prediction: string;
            };
            cookie?: never;
        };
        /** One prediction with its labels and its thread. */
        get: operations["getPrediction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/predictions/{prediction}/why": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id, or a beginning of it that no other prediction has. */
                prediction: string;
            };
            cookie?: never;
        };
        /** Why a prediction is what it is. */
        get: operations["whyPrediction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What came true. */
        post: operations["recordLabels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alerts of every deployment, newest first. */
        get: operations["listAlerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/alerts/{alert}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert: string;
            };
            cookie?: never;
        };
        /** One alert. */
        get: operations["getAlert"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/alerts/{alert}/silence": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keeps it from starting anything until a moment of event time. */
        post: operations["silenceAlert"];
        /** Ends the silence. */
        delete: operations["unsilenceAlert"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/alerts/{alert}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Closes it by hand. */
        post: operations["resolveAlert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Datasets. */
        get: operations["listDatasets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/datasets/{dataset}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset: string;
            };
            cookie?: never;
        };
        /** Versions, refused ones included, oldest first. */
        get: operations["listDatasetVersions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/datasets/{dataset}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset: string;
                version: string;
            };
            cookie?: never;
        };
        /** One version with its schema and profile. */
        get: operations["getDatasetVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/datasets/{dataset}/versions/{version}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset: string;
                version: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraws a version: it counts no longer, and every deployment whose live version was trained on it gets an alert with a way back. Again changes nothing. */
        post: operations["revokeDatasetVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/datasets/{dataset}/versions/{version}/reinstate": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset: string;
                version: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a revocation back: the version counts again, and the alerts it raised are resolved. */
        post: operations["reinstateDatasetVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/datasets/{dataset}/versions/{version}/files/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset: string;
                version: string;
                /** @description Its place among the version's files, from 0. */
                file: number;
            };
            cookie?: never;
        };
        /** A file's bytes, named in ETag by their SHA-256; Range is understood. */
        get: operations["getDatasetFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Comments about a record, oldest first. */
        get: operations["listComments"];
        put?: never;
        /** Writes a comment about a record. Names after an at sign outside of code are its mentions. */
        post: operations["writeComment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/comments/{comment}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                comment: string;
            };
            cookie?: never;
        };
        /** One comment. */
        get: operations["getComment"];
        put?: never;
        post?: never;
        /** Takes it away; only its author, who can restore it. */
        delete: operations["deleteComment"];
        options?: never;
        head?: never;
        /** Changes its text; only its author. */
        patch: operations["editComment"];
        trace?: never;
    };
    "/noria/v1/comments/{comment}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                comment: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings it back; only its author. */
        post: operations["restoreComment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/pins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's pins, the latest first. */
        get: operations["listPins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/pins/{subject}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subject: string;
            };
            cookie?: never;
        };
        get?: never;
        /** Pins a record for the caller. */
        put: operations["pin"];
        post?: never;
        /** Unpins it; what is not pinned is no error. */
        delete: operations["unpin"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everybody's saved views, by name. */
        get: operations["listViews"];
        put?: never;
        /** Saves how a page is looked at. */
        post: operations["saveView"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/views/{view}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                view: string;
            };
            cookie?: never;
        };
        /** One saved view. */
        get: operations["getView"];
        put?: never;
        post?: never;
        /** Deletes it; only its author. */
        delete: operations["deleteView"];
        options?: never;
        head?: never;
        /** Renames it or saves another state; only its author. */
        patch: operations["changeView"];
        trace?: never;
    };
    "/noria/v1/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reports without their text, the latest changed first. */
        get: operations["listReports"];
        put?: never;
        /** Begins a report. */
        post: operations["createReport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/reports/{report}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: string;
            };
            cookie?: never;
        };
        /** One report, or a former text of it. */
        get: operations["getReport"];
        put?: never;
        post?: never;
        /** Takes it away; only who began it, and they can restore it. */
        delete: operations["deleteReport"];
        options?: never;
        head?: never;
        /** Changes title or text. It names the revision that the change was made from; when somebody changed the report meanwhile, it is refused with 409, saying who. */
        patch: operations["changeReport"];
        trace?: never;
    };
    "/noria/v1/reports/{report}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Brings it back; only who began it. */
        post: operations["restoreReport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/reports/{report}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: string;
            };
            cookie?: never;
        };
        /** Its last 100 revisions without their text, newest first. */
        get: operations["listReportRevisions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/reports/{report}/export": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: string;
            };
            cookie?: never;
        };
        /** The report as one HTML file without scripts, charts and tables with the data of this moment. */
        get: operations["exportReport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/batch-predictions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tables that the servers predict or predicted, newest first. */
        get: operations["listBatchPredictions"];
        put?: never;
        /** Predicts every row of tables in buckets, in folders that noria.serving.batch-paths names, or of a data version: one row out for each row in, in their order. */
        post: operations["createBatchPrediction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/batch-predictions/{batch}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch: string;
            };
            cookie?: never;
        };
        /** One of them with how far it is. */
        get: operations["getBatchPrediction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/batch-predictions/{batch}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks it to stop; what is done stays. */
        post: operations["cancelBatchPrediction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/batch-schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Batch predictions that projects have by cron, by name. */
        get: operations["listBatchSchedules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/pipelines/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Pipeline runs, newest first. */
        get: operations["listPipelineRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/pipelines/runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        /** One pipeline run with its tasks. */
        get: operations["getPipelineRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/pipelines/runs/{run}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks it to stop. */
        post: operations["cancelPipelineRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/pipelines/runs/{run}/tasks/{task}/log": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
                task: string;
            };
            cookie?: never;
        };
        /** A task's log from a line on. */
        get: operations["getTaskLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/pipelines/runs/{run}/tasks/{task}/log/stream": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
                task: string;
            };
            cookie?: never;
        };
        /** Lines as they come; ends with the task. */
        get: operations["streamTaskLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/reruns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reruns, newest first; with ref, those of that record. */
        get: operations["listReruns"];
        put?: never;
        /** Makes a run, a model version, a task or a pipeline run again from its recorded inputs alone. 409 says what is missing. */
        post: operations["startRerun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/reruns/{rerun}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rerun: string;
            };
            cookie?: never;
        };
        /** How far a rerun has come, and whether each output is the same. */
        get: operations["getRerun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tokens; with any made, every caller needs one. */
        get: operations["listTokens"];
        put?: never;
        /** Makes a token. */
        post: operations["createToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/noria/v1/tokens/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes a token back. */
        delete: operations["revokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/predict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks the default deployment. */
        post: operations["predict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/{deployment}/predict": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks a deployment. */
        post: operations["predictWith"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server answers. */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures for Prometheus. */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        NewGc: {
            /** @description How long ago a record must have been deleted, in seconds: a day or more, but for a dry run; a month unless said. */
            older_than_s?: number;
            /** @description How long nobody may have stored an object before it is freed, in seconds: an hour or more, but for a dry run; a day unless said. */
            grace_s?: number;
            dry_run?: boolean;
        };
        Gc: {
            /** @enum {string} */
            state: "never" | "running" | "done" | "failed";
            dry_run?: boolean;
            /** @description What is looked at now. */
            phase?: string;
            /** Format: int64 */
            done?: number;
            /**
             * Format: int64
             * @description 0 when it is not known.
             */
            whole?: number;
            /** @description Records that went, by kind. */
            purged?: {
                [key: string]: number;
            };
            /** @description Records old enough that something else needs, by kind. */
            kept?: {
                [key: string]: number;
            };
            /** Format: int64 */
            objects?: number;
            /** Format: int64 */
            freed_objects?: number;
            /** Format: int64 */
            freed_bytes?: number;
            problem?: string;
        };
        /**
         * @description The address of any record: kind:id.
         * @example run:0f3a6c
         * @example model_version:flights/3
         */
        Ref: string;
        /** @description What went wrong, in every answer that is not 2xx. */
        Error: {
            error: components["schemas"]["ErrorBody"];
        };
        ErrorBody: {
            /** @description NOT_FOUND, INVALID_ARGUMENT, PERMISSION_DENIED and so on */
            code: string;
            /** @description One sentence that shows the offending value and what was expected. */
            message: string;
            evidence?: components["schemas"]["Ref"];
        };
        Version: {
            version: string;
            commit?: string;
            /** @description The version of MLflow's server that this one stands for. */
            mlflow: string;
            ephemeral: boolean;
            /** @description What this server does: tracking, serving, pipelines, monitoring. */
            roles: string[];
            tokens_required: boolean;
        };
        Health: {
            /** @enum {string} */
            status: "ok" | "degraded";
            checks: components["schemas"]["HealthCheck"][];
            uptime_s: number;
        };
        HealthCheck: {
            area: string;
            ok: boolean;
            message?: string;
        };
        Project: {
            name: string;
            question?: string;
            decision?: string;
            owner?: string;
            model: string;
            deployment?: string;
            datasets: string[];
            metric: string;
            /** Format: date-time */
            last_event_time?: string;
            folder?: string;
        };
        Found: {
            ref: components["schemas"]["Ref"];
            title: string;
            detail: string;
        };
        /** @description Something that happened. */
        Event: {
            id: string;
            /**
             * Format: int64
             * @description Its place in the order of publication.
             */
            sequence: number;
            /** @description DatasetVersionAccepted, RunEnded, VerdictRecorded and so on */
            type: string;
            subject: components["schemas"]["Ref"];
            /** Format: date-time */
            event_time?: string;
            /** Format: date-time */
            recorded_at: string;
            actor: string;
            /** @description One plain sentence with the numbers that matter. */
            summary: string;
            evidence: components["schemas"]["Ref"][];
        };
        Graph: {
            nodes: components["schemas"]["GraphNode"][];
            edges: components["schemas"]["Edge"][];
            /** @description Only with fan or group. */
            groups?: components["schemas"]["GraphGroup"][];
            /** @description Edges with a group at an end. */
            links?: components["schemas"]["GraphLink"][];
            /** @description There is more than was walked. */
            truncated?: boolean;
            /**
             * Format: int64
             * @description Of a group: how many members it has.
             */
            total?: number;
            next_page_token?: string;
        };
        /** @description Many neighbours of one kind, told as one. */
        GraphGroup: {
            /** @description What group= takes. */
            id: string;
            /** @description The record or the group that it hangs on. */
            of: string;
            /** @enum {string} */
            direction: "back" | "forward";
            relation: string;
            kind: string;
            /** @description The dataset of data versions, the model of model versions. */
            owner?: string;
            /** Format: int64 */
            count: number;
            first?: components["schemas"]["Ref"];
            last?: components["schemas"]["Ref"];
            /** @description Whether its members can be asked for; predictions are only counted. */
            listed: boolean;
        };
        GraphLink: {
            from: string;
            relation: string;
            to: string;
            /** Format: int64 */
            count: number;
        };
        GraphNode: {
            ref: components["schemas"]["Ref"];
            title: string;
            /** Format: date-time */
            event_time?: string;
            status?: string;
            /** @description The thread goes on from here, though it was not walked. */
            more?: boolean;
        };
        Edge: {
            from: components["schemas"]["Ref"];
            relation: string;
            to: components["schemas"]["Ref"];
        };
        /** @description One thing that a plan would change, or that applying changed. */
        Change: {
            /** @enum {string} */
            action: "create" | "change" | "nothing" | "delete";
            what: string;
            summary: string;
        };
        Changes: {
            project?: string;
            changes: components["schemas"]["Change"][];
        };
        FolderBody: {
            /** @description The project's folder as the server sees it. */
            folder: string;
            /** Format: date-time */
            event_time?: string;
        };
        TurnBody: {
            why?: string;
            /** Format: date-time */
            event_time?: string;
        };
        Turn: {
            trigger?: components["schemas"]["Ref"];
            pipeline_run?: components["schemas"]["Ref"];
            /** @enum {string} */
            decision: "FIRED" | "HELD";
            why: string;
        };
        CollectBody: {
            /** Format: date-time */
            event_time?: string;
        };
        Collected: {
            accepted: components["schemas"]["Ref"][];
            refused: components["schemas"]["Ref"][];
            /** @description Revoked versions whose very content was offered again; it stays out. */
            revoked?: components["schemas"]["Ref"][];
            /** Format: int64 */
            unchanged: number;
            trigger?: components["schemas"]["Ref"];
            pipeline_run?: components["schemas"]["Ref"];
        };
        SettleBody: {
            timeout_seconds?: number;
        };
        Settled: {
            /** @description false when the time was not enough */
            settled: boolean;
            /** Format: date-time */
            event_time?: string;
            /** Format: int64 */
            pipeline_runs_open: number;
        };
        /** @description All that the page of the loop shows between two moments of event time. */
        Loop: {
            project: string;
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            /**
             * Format: date-time
             * @description How far event time has come.
             */
            event_time?: string;
            status: components["schemas"]["LoopStatus"];
            data: components["schemas"]["LoopData"][];
            training: components["schemas"]["LoopTraining"][];
            gates: components["schemas"]["LoopGate"][];
            serving: components["schemas"]["LoopServing"][];
            performance: components["schemas"]["LoopPerformance"];
            drift: components["schemas"]["LoopDrift"][];
            alerts: components["schemas"]["Alert"][];
            triggers: components["schemas"]["Trigger"][];
            edges: components["schemas"]["Edge"][];
        };
        LoopStatus: {
            champion?: components["schemas"]["Champion"];
            deployment?: string;
            state: string;
            /** @description What happens next, in words. */
            next?: string;
            performance?: components["schemas"]["StatusPerformance"];
            drift: components["schemas"]["StatusDrift"];
            p99_ms?: number;
            /** Format: int64 */
            requests: number;
            /** Format: int64 */
            alerts_open: number;
        };
        Champion: {
            model: string;
            /** Format: int64 */
            version: number;
            ref: components["schemas"]["Ref"];
            /** Format: date-time */
            since?: string;
        };
        StatusPerformance: {
            metric: string;
            lower_is_better: boolean;
            value?: number;
            change?: number;
            change_since?: string;
            low?: number;
            high?: number;
        };
        StatusDrift: {
            /** Format: int64 */
            drifting: number;
            /** Format: int64 */
            watched: number;
            columns: string[];
        };
        LoopData: {
            ref: components["schemas"]["Ref"];
            dataset: string;
            label: string;
            /** Format: int64 */
            revision: number;
            /** @enum {string} */
            status: "accepted" | "refused" | "revoked";
            /** Format: date-time */
            event_time: string;
            /** Format: date-time */
            from?: string;
            /** Format: date-time */
            to?: string;
            /** Format: int64 */
            rows: number;
            summary: string;
            failures: string[];
        };
        LoopTraining: {
            ref: components["schemas"]["Ref"];
            /** Format: date-time */
            event_time: string;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            status: string;
            reason: string;
            caused_by: components["schemas"]["Ref"][];
            /** Format: int64 */
            runs: number;
            /** Format: int64 */
            trials: number;
            summary: string;
        };
        LoopGate: {
            ref: components["schemas"]["Ref"];
            gate: string;
            /** @enum {string} */
            outcome: "PASS" | "FAIL" | "INCONCLUSIVE";
            /** Format: date-time */
            event_time: string;
            candidate: components["schemas"]["Ref"];
            champion?: components["schemas"]["Ref"];
            metric: string;
            lower_is_better: boolean;
            /** @enum {string} */
            operator: "at_least" | "at_most" | "beats" | "beats_baseline";
            estimate?: number;
            low?: number;
            high?: number;
            level?: number;
            at_least?: number;
            at_most?: number;
            /** Format: int64 */
            rows: number;
            summary: string;
        };
        LoopServing: {
            ref: components["schemas"]["Ref"];
            model: string;
            /** Format: int64 */
            version: number;
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to?: string;
        };
        LoopPerformance: {
            /** @description The watched one. */
            metric: string;
            lower_is_better: boolean;
            series: components["schemas"]["PerformanceSeries"][];
        };
        PerformanceSeries: {
            /** @enum {string} */
            name: "champion" | "first";
            points: components["schemas"]["PerformancePoint"][];
        };
        PerformancePoint: {
            ref: components["schemas"]["Ref"];
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            value?: number;
            low?: number;
            high?: number;
            coverage: number;
            /** Format: int64 */
            rows: number;
            /** Format: int64 */
            version?: number;
        };
        LoopDrift: {
            column: string;
            test: string;
            threshold: number;
            now?: number;
            /**
             * Format: date-time
             * @description End of the first window of those in a row that are over the threshold until now.
             */
            since?: string;
            points: components["schemas"]["DriftPoint"][];
        };
        DriftPoint: {
            ref: components["schemas"]["Ref"];
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            value?: number;
            over: boolean;
        };
        Trigger: {
            ref: components["schemas"]["Ref"];
            project: string;
            /** Format: date-time */
            event_time: string;
            /** Format: date-time */
            recorded_at: string;
            /** @enum {string} */
            decision: "FIRED" | "HELD";
            why: string;
            causes: components["schemas"]["Ref"][];
            started?: components["schemas"]["Ref"];
            by: string;
        };
        Workspace: {
            name: string;
            description?: string;
            /** @description Where artifacts of its experiments go; left out for this server's own store. */
            artifact_root?: string;
            /** Format: date-time */
            created_at: string;
        };
        WorkspaceList: {
            items: components["schemas"]["Workspace"][];
        };
        Experiment: {
            id: string;
            workspace: string;
            name: string;
            /**
             * Format: int64
             * @description Active runs.
             */
            runs?: number;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            last_update: string;
            tags: {
                [key: string]: string;
            };
        };
        Run: {
            ref: components["schemas"]["Ref"];
            id: string;
            name: string;
            experiment_id: string;
            experiment_name: string;
            /** @enum {string} */
            status: "RUNNING" | "SCHEDULED" | "FINISHED" | "FAILED" | "KILLED";
            /** @enum {string} */
            lifecycle: "active" | "deleted";
            user: string;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            ended_at?: string;
            /** Format: date-time */
            event_time?: string;
            duration_s?: number;
            parent?: string;
            /** Format: int64 */
            children: number;
            source?: string;
            commit?: string;
            params: {
                [key: string]: string;
            };
            tags: {
                [key: string]: string;
            };
            metrics: {
                [key: string]: components["schemas"]["LatestMetric"];
            };
            inputs: components["schemas"]["RunInput"][];
            produced: components["schemas"]["Ref"][];
        };
        RunSearch: {
            /** @description Ids; left out: all active experiments. */
            experiments?: string[];
            /** @description For example metrics.auc > 0.7 AND (params.depth = '6' OR tags.team IS NULL). */
            filter?: string;
            /** @description For example metrics.auc DESC; newest first without any. */
            order_by?: string[];
            /** @enum {string} */
            view?: "active" | "deleted" | "all";
            /** @description metrics.KEY, params.KEY, tags.KEY, where KEY may end in *; none: all. */
            columns?: string[];
            /**
             * Format: int64
             * @description 1 to 5000, else 100.
             */
            limit?: number;
            page_token?: string;
        };
        FoundRuns: {
            runs: components["schemas"]["Run"][];
            next_page_token?: string;
            /**
             * Format: int64
             * @description How many runs match in all.
             */
            total: number;
        };
        TablePage: {
            /** @enum {string} */
            format: "parquet" | "csv" | "tsv" | "json";
            /** @description At most 300. */
            columns: components["schemas"]["TableColumn"][];
            /** Format: int64 */
            columns_total: number;
            /** Format: int64 */
            from: number;
            /** @description Texts, null for nothing; of JSON also numbers, booleans and images. What is longer than 500 characters ends in an ellipsis. */
            rows: unknown[][];
            /**
             * Format: int64
             * @description How many rows there are, or contain what was asked for.
             */
            total: number;
        };
        TableColumn: {
            name: string;
            /** @description As the file says; of CSV, what its first rows look like; left out of JSON. */
            type?: string;
            /** @description Whether its values are numbers. */
            number: boolean;
        };
        RunGroupsAsked: {
            /** @description Ids; left out: all active experiments. */
            experiments?: string[];
            /** @description As in a search. */
            filter?: string;
            /** @enum {string} */
            view?: "active" | "deleted" | "all";
            /** @description 1 to 3 of params.KEY, tags.KEY, metrics.KEY, attributes.status, attributes.run_name, attributes.user_id, attributes.experiment_id. */
            by: string[];
            /** @description Keys of at most 100 metrics to measure. */
            metrics?: string[];
            /** @description At most 100 of params.KEY, tags.KEY and those attributes: whether they are the same in all of a group's runs. */
            columns?: string[];
            /** @description KEY [ASC|DESC], KEY being runs, last_started, one of by, or mean.K, min.K, max.K, std.K or count.K of a metric; the largest group first without any. */
            order_by?: string[];
            /**
             * Format: int64
             * @description 1 to 1000, else 100.
             */
            limit?: number;
            page_token?: string;
        };
        RunGroups: {
            by: string[];
            groups: components["schemas"]["RunGroup"][];
            /** Format: int64 */
            total_groups: number;
            /**
             * Format: int64
             * @description How many runs match in all, each in one group.
             */
            total_runs: number;
            next_page_token?: string;
        };
        RunGroup: {
            /** @description What the runs have of each field of by, null for nothing. */
            keys: (string | null)[];
            /** @description The condition that exactly these runs fulfil: joined to the filter by AND it finds them. */
            filter: string;
            /** Format: int64 */
            runs: number;
            /** Format: date-time */
            last_started: string;
            duration_s?: components["schemas"]["RunFigures"];
            metrics: {
                [key: string]: components["schemas"]["RunFigures"];
            };
            values: {
                [key: string]: components["schemas"]["RunCommon"];
            };
        };
        /** @description Over the runs that have a finite value; the mean and the others are left out when there is none. */
        RunFigures: {
            /** Format: int64 */
            count: number;
            /**
             * Format: int64
             * @description Runs whose value is NaN or infinite; left out: none.
             */
            not_finite?: number;
            mean?: number;
            min?: number;
            max?: number;
            /** @description Of a sample: squares divided by one less than there are; 0 of a single one. */
            std?: number;
        };
        RunCommon: {
            /**
             * Format: int64
             * @description How many have it.
             */
            runs: number;
            /** @description What they all have; left out when they differ. */
            value?: string;
        };
        RunColumnsAsked: {
            /** @description Ids; left out: all active experiments. */
            experiments?: string[];
            /** @description Which active runs, as in a search. */
            filter?: string;
            /** @description Left out: all. */
            kinds?: ("metric" | "param" | "tag")[];
            prefix?: string;
            contains?: string;
            /**
             * Format: int64
             * @description 1 to 10 000, else 500.
             */
            limit?: number;
        };
        RunColumns: {
            columns: components["schemas"]["RunColumn"][];
            truncated: boolean;
        };
        RunColumn: {
            /** @enum {string} */
            kind: "metric" | "param" | "tag";
            key: string;
            /**
             * Format: int64
             * @description How many runs have it.
             */
            runs: number;
        };
        RunChoice: {
            /** @description Ids, at most 10 000. */
            runs?: string[];
            /** @description Instead of runs: ids of experiments. */
            experiments?: string[];
            /** @description With experiments: which of their runs; left out: all. */
            filter?: string;
        };
        RunsChanged: {
            /** Format: int64 */
            changed: number;
        };
        LatestMetric: {
            /** @description Absent when it is not a finite number; then value_text says what it is. */
            value?: number;
            value_text?: string;
            /** Format: int64 */
            step: number;
            /** Format: date-time */
            at: string;
        };
        RunInput: {
            ref?: components["schemas"]["Ref"];
            name: string;
            digest: string;
            context?: string;
        };
        RunInputDetail: {
            ref?: components["schemas"]["Ref"];
            name: string;
            digest: string;
            context?: string;
            source_type: string;
            /** @description A place, as text or JSON. */
            source: string;
            /** @description JSON, as the client wrote it. */
            schema?: string;
            /** @description JSON, as the client wrote it. */
            profile?: string;
            tags: {
                [key: string]: string;
            };
        };
        TrackedDataset: {
            name: string;
            digest: string;
            experiment_id: string;
            experiment_name: string;
            /** @description What it was read for, as the runs said. */
            contexts: string[];
        };
        TrackedDatasetPage: {
            items: components["schemas"]["TrackedDataset"][];
        };
        RunInputPage: {
            items: components["schemas"]["RunInputDetail"][];
        };
        LoggedModel: {
            id: string;
            name: string;
            experiment_id: string;
            run?: string;
            type?: string;
            /** @enum {string} */
            status: "PENDING" | "READY" | "UPLOAD_FAILED";
            /** Format: date-time */
            created_at: string;
            params: {
                [key: string]: string;
            };
            tags: {
                [key: string]: string;
            };
            metrics: components["schemas"]["LoggedModelMetric"][];
            /** @description The registered versions made of it. */
            versions: components["schemas"]["Ref"][];
        };
        LoggedModelMetric: {
            key: string;
            value?: number;
            value_text?: string;
            /** Format: int64 */
            step: number;
            run: string;
            dataset?: string;
        };
        LoggedModelPage: {
            items: components["schemas"]["LoggedModel"][];
        };
        TracePage: {
            items: components["schemas"]["TraceInfo"][];
            next_page_token?: string;
        };
        Trace: {
            info: components["schemas"]["TraceInfo"];
            spans: components["schemas"]["TraceSpan"][];
        };
        TraceInfo: {
            id: string;
            experiment_id: string;
            name?: string;
            /** @enum {string} */
            state: "STATE_UNSPECIFIED" | "OK" | "ERROR" | "IN_PROGRESS";
            /** Format: date-time */
            started_at: string;
            /**
             * Format: int64
             * @description Absent while it goes on.
             */
            duration_ms?: number;
            /** @description The run during which it was made. */
            run?: string;
            /** @description Runs that it was linked to afterwards. */
            linked_runs: string[];
            session?: string;
            user?: string;
            client_request_id?: string;
            request_preview?: string;
            response_preview?: string;
            /**
             * Format: int64
             * @description How many.
             */
            spans: number;
            tokens?: components["schemas"]["TraceTokens"];
            cost?: components["schemas"]["TraceCost"];
            /** @description Versions of prompts that it used, as name/version. */
            prompts: string[];
            tags: {
                [key: string]: string;
            };
            metadata: {
                [key: string]: string;
            };
            assessments: components["schemas"]["TraceAssessment"][];
        };
        TraceTokens: {
            /** Format: int64 */
            input?: number;
            /** Format: int64 */
            output?: number;
            /** Format: int64 */
            total?: number;
            /** Format: int64 */
            cache_read_input?: number;
            /** Format: int64 */
            cache_creation_input?: number;
        };
        TraceCost: {
            input_usd?: number;
            output_usd?: number;
            total_usd?: number;
        };
        TraceAssessment: {
            id: string;
            name: string;
            /** @enum {string} */
            kind: "feedback" | "expectation" | "issue";
            /** @description Any JSON value, null included. */
            value: unknown;
            error?: components["schemas"]["TraceAssessmentError"];
            rationale?: string;
            source: components["schemas"]["TraceAssessmentSource"];
            /** @description The span that it is about. */
            span?: string;
            /** @description The run that it came from. */
            run?: string;
            /** @description The assessment whose place it took. */
            overrides?: string;
            /** @description false when another took its place. */
            valid: boolean;
            metadata: {
                [key: string]: string;
            };
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        TraceAssessmentError: {
            code: string;
            message?: string;
            stack_trace?: string;
        };
        TraceAssessmentSource: {
            /** @description HUMAN, LLM_JUDGE or CODE */
            type: string;
            id?: string;
        };
        TraceSpan: {
            id: string;
            /** @description The span that it is part of; absent for the root. It may be missing among the spans. */
            parent?: string;
            name: string;
            /** @description LLM, CHAT_MODEL, TOOL, AGENT, RETRIEVER, CHAIN and so on; UNKNOWN when nobody said. */
            type: string;
            /** @enum {string} */
            status: "UNSET" | "OK" | "ERROR";
            status_message?: string;
            /**
             * Format: int64
             * @description Microseconds since the epoch.
             */
            start_us: number;
            /**
             * Format: int64
             * @description Microseconds since the epoch; absent while it goes on.
             */
            end_us?: number;
            /**
             * Format: int64
             * @description Microseconds since the first span began.
             */
            offset_us: number;
            /** Format: int64 */
            duration_us?: number;
            /** @description Any JSON value. */
            inputs?: unknown;
            /** @description Any JSON value. */
            outputs?: unknown;
            /** @description Any JSON values; inputs and outputs are not among them. */
            attributes: {
                [key: string]: unknown;
            };
            events: components["schemas"]["TraceSpanEvent"][];
            links: components["schemas"]["TraceSpanLink"][];
        };
        TraceSpanEvent: {
            /** @description exception when it has exception.type, exception.message and exception.stacktrace. */
            name: string;
            /**
             * Format: int64
             * @description Microseconds since the epoch.
             */
            at_us: number;
            attributes: {
                [key: string]: unknown;
            };
        };
        TraceSpanLink: {
            trace: string;
            span: string;
            attributes: {
                [key: string]: unknown;
            };
        };
        RunPatch: {
            name?: string;
            /** @description null deletes a tag */
            tags?: {
                [key: string]: string | null;
            };
        };
        MetricHistories: {
            series: components["schemas"]["MetricSeries"][];
        };
        MetricSeries: {
            key: string;
            steps: number[];
            values: (number | null)[];
            times_ms: number[];
            /**
             * Format: int64
             * @description Points that were logged.
             */
            total: number;
            /** @description true when the points are fewer than were logged; min and max then hold each stretch's extremes. */
            sampled: boolean;
            min?: (number | null)[];
            max?: (number | null)[];
        };
        MetricEnvelopes: {
            key: string;
            /** @enum {string} */
            x: "step" | "time" | "relative";
            /**
             * Format: int64
             * @description The least x of the buckets; they are of equal width.
             */
            from: number;
            /** Format: int64 */
            to: number;
            runs: components["schemas"]["MetricEnvelope"][];
        };
        /** @description Columns with one entry for each bucket that has points, in the order of x. */
        MetricEnvelope: {
            run: string;
            /**
             * Format: int64
             * @description Points in the range.
             */
            points: number;
            /** @description true when each entry is one point. */
            exact: boolean;
            /** @description The least x of the bucket's points. */
            x_first: number[];
            x_last: number[];
            count: number[];
            /** @description The least finite value; null when there is none. */
            min: (number | null)[];
            max: (number | null)[];
            /** @description The first point's value; null when it is not finite. */
            first: (number | null)[];
            last: (number | null)[];
            /** @description How many values are NaN; left out when none is. */
            nan?: number[];
            /** @description How many are positive infinity; left out when none is. */
            infinity?: number[];
            /** @description How many are negative infinity; left out when none is. */
            negative_infinity?: number[];
        };
        MetricGroupsAsked: {
            /** @description 1 to 100, of 1000 runs in all. */
            groups: {
                name: string;
                runs: string[];
            }[];
            key: string;
            /** @enum {string} */
            x?: "step" | "time" | "relative";
            /** Format: int64 */
            from?: number;
            /** Format: int64 */
            to?: number;
            /**
             * Format: int64
             * @description 2 to 10000, usually 500.
             */
            buckets?: number;
            /**
             * @description A standard deviation of the runs to each side (usual), the least and greatest point, or the runs' 10th and 90th percentile.
             * @enum {string}
             */
            band?: "std" | "minmax" | "p10-90";
        };
        MetricGroups: {
            key: string;
            /** @enum {string} */
            x: "step" | "time" | "relative";
            /** Format: int64 */
            from: number;
            /** Format: int64 */
            to: number;
            /** @enum {string} */
            band: "std" | "minmax" | "p10-90";
            groups: components["schemas"]["MetricGroup"][];
        };
        /** @description Columns with one entry for each bucket in which a run has a finite point; a run counts with its mean there. */
        MetricGroup: {
            name: string;
            /**
             * Format: int64
             * @description Runs that have the metric in the range.
             */
            runs: number;
            /** @description The least x of the bucket's points. */
            x: number[];
            x_last: number[];
            mean: (number | null)[];
            lo: (number | null)[];
            hi: (number | null)[];
            /** @description Runs in the bucket. */
            count: number[];
            /**
             * Format: int64
             * @description Points that are NaN or infinite, and in no mean.
             */
            not_finite: number;
        };
        ExperimentBody: {
            name: string;
            tags?: {
                [key: string]: string;
            };
            ensure?: boolean;
        };
        ExperimentPatch: {
            name?: string;
            /** @description Markdown; kept in the tag mlflow.note.content. */
            description?: string;
            /** @description Null deletes. */
            tags?: {
                [key: string]: string | null;
            };
        };
        RunBody: {
            /** @description Its id; the default experiment when neither is given. */
            experiment?: string;
            experiment_name?: string;
            /** @description One is made up when it is left out. */
            name?: string;
            /** @description The run that it is nested in. */
            parent?: string;
            /** @description The caller's name when it is left out. */
            user?: string;
            params?: {
                [key: string]: string;
            };
            tags?: {
                [key: string]: string;
            };
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            event_time?: string;
        };
        LogBody: {
            metrics?: components["schemas"]["LogPoint"][];
            params?: {
                [key: string]: string;
            };
            tags?: {
                [key: string]: string;
            };
        };
        LogPoint: {
            key: string;
            /** @description A number, or NaN, Infinity or -Infinity as text. */
            value: unknown;
            /**
             * Format: int64
             * @description 0 when it is left out.
             */
            step?: number;
            /**
             * Format: date-time
             * @description Now when it is left out.
             */
            at?: string;
        };
        Logged: {
            /** Format: int64 */
            metrics: number;
            /** Format: int64 */
            params: number;
            /** Format: int64 */
            tags: number;
        };
        EndBody: {
            /**
             * @description FINISHED when it is left out.
             * @enum {string}
             */
            status?: "FINISHED" | "FAILED" | "KILLED";
            /** Format: date-time */
            ended_at?: string;
        };
        Artifact: {
            path: string;
            name: string;
            directory: boolean;
            /** Format: int64 */
            size: number;
        };
        /** @description What somebody wrote about a record. */
        Comment: {
            id: string;
            subject: components["schemas"]["Ref"];
            /** @description Markdown, at most 20000 characters. */
            body: string;
            mentions: string[];
            who: string;
            /** @description Whether the caller wrote it, and so may change it. */
            mine: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            edited_at?: string;
            /** Format: date-time */
            deleted_at?: string;
        };
        CommentPage: {
            items: components["schemas"]["Comment"][];
            next_page_token?: string;
        };
        CommentBody: {
            subject: components["schemas"]["Ref"];
            body: string;
        };
        CommentPatch: {
            body: string;
        };
        Pin: {
            subject: components["schemas"]["Ref"];
            /** @description Left out when the record is not here any more. */
            title?: string;
            /** Format: date-time */
            pinned_at: string;
        };
        PinPage: {
            items: components["schemas"]["Pin"][];
            next_page_token?: string;
        };
        /** @description How somebody looked at a page. */
        SavedView: {
            id: string;
            name: string;
            page: string;
            /** @description The query text of the page's address. */
            state: string;
            who: string;
            mine: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        SavedViewPage: {
            items: components["schemas"]["SavedView"][];
            next_page_token?: string;
        };
        SavedViewBody: {
            name: string;
            page: string;
            state: string;
        };
        SavedViewPatch: {
            name?: string;
            state?: string;
        };
        /** @description A page of text with live charts and tables. */
        Report: {
            ref: components["schemas"]["Ref"];
            id: string;
            title: string;
            /** @description Markdown with fenced blocks chart and runs, at most 500000 characters; left out in lists. */
            body?: string;
            /** Format: int64 */
            revision: number;
            /** @description Who began it. */
            who: string;
            mine: boolean;
            /** @description Who changed it last. */
            edited_by: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            deleted_at?: string;
        };
        ReportPage: {
            items: components["schemas"]["Report"][];
            next_page_token?: string;
        };
        ReportBody: {
            title: string;
            body?: string;
        };
        ReportPatch: {
            /**
             * Format: int64
             * @description What the change was made from.
             */
            revision: number;
            title?: string;
            body?: string;
        };
        Model: {
            /** @description In another workspace than the default one WORKSPACE/NAME. */
            name: string;
            workspace: string;
            description?: string;
            tags: {
                [key: string]: string;
            };
            aliases: {
                [key: string]: number;
            };
            stages: {
                [key: string]: number[];
            };
            /** Format: int64 */
            versions: number;
            /** Format: int64 */
            champion?: number;
            /** Format: int64 */
            latest?: number;
            deployment: string[];
            metric?: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            project?: string;
        };
        ModelBody: {
            name: string;
            description?: string;
            tags?: {
                [key: string]: string;
            };
        };
        ModelPatch: {
            /** @description Another name. */
            name?: string;
            /** @description Markdown. */
            description?: string;
            /** @description Null deletes. */
            tags?: {
                [key: string]: string | null;
            };
        };
        /** @description A run and a folder of its artifacts, or a source. */
        VersionBody: {
            /** @description runs:/RUN/PATH, models:/m-ID, models:/NAME/VERSION, mlflow-artifacts:/… or a URI of another scheme. */
            source?: string;
            run?: string;
            path?: string;
            description?: string;
            tags?: {
                [key: string]: string;
            };
            /** Format: date-time */
            event_time?: string;
        };
        VersionPatch: {
            /** @description Markdown. */
            description?: string;
            /** @description Null deletes. */
            tags?: {
                [key: string]: string | null;
            };
        };
        CopyBody: {
            /** @description The model's name. */
            to: string;
            /** @description The original's when it is left out. */
            description?: string;
            /** @description The original's when they are left out. */
            tags?: {
                [key: string]: string;
            };
        };
        ModelStanding: {
            /** @description Its name now. */
            model: string;
            name_then: string;
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            clock: "recorded" | "event";
            /** @description Every version that there was: Production, Staging, Development, Archived, the newest first. */
            stages: components["schemas"]["Stood"][];
            aliases: components["schemas"]["Stood"][];
        };
        Stood: {
            /** @description The stage or alias. */
            name: string;
            /** Format: int64 */
            version: number;
            ref: components["schemas"]["Ref"];
            /** Format: date-time */
            since: string;
            by: string;
            why: string;
            /** @description The stage before, or the version that the alias pointed at. */
            from?: string;
            /** Format: date-time */
            event_time?: string;
            verdict?: components["schemas"]["Ref"];
        };
        Protection: {
            alias: string;
            /** @description Who may move it; noria is the server itself. */
            by: string[];
            /** @description Who protected it. */
            who: string;
            /** Format: date-time */
            since: string;
        };
        ProtectionPage: {
            items: components["schemas"]["Protection"][];
            next_page_token?: string;
        };
        ProtectionBody: {
            by: string[];
        };
        ModelVersion: {
            ref: components["schemas"]["Ref"];
            model: string;
            /** Format: int64 */
            version: number;
            /** @enum {string} */
            stage: "Development" | "Staging" | "Production" | "Archived";
            aliases: string[];
            /** @enum {string} */
            status: "READY";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            event_time?: string;
            age_s: number;
            run?: string;
            /** Format: int64 */
            size?: number;
            by: string;
            description?: string;
            tags: {
                [key: string]: string;
            };
            metric?: components["schemas"]["MeasuredMetric"];
            verdict?: components["schemas"]["VerdictBrief"];
            serves: string[];
            trained_on: components["schemas"]["Ref"][];
            objective?: string;
        };
        MeasuredMetric: {
            name: string;
            value: number;
            low?: number;
            high?: number;
            on?: string;
        };
        VerdictBrief: {
            ref: components["schemas"]["Ref"];
            gate: string;
            /** @enum {string} */
            outcome: "PASS" | "FAIL" | "INCONCLUSIVE";
        };
        ModelVersionDetail: components["schemas"]["ModelVersion"] & {
            signature?: components["schemas"]["Signature"];
            /** @description Markdown. */
            card?: string;
            facts: components["schemas"]["Fact"][];
        };
        Fact: {
            name: string;
            value: string;
        };
        Signature: {
            columns: components["schemas"]["SignatureColumn"][];
            target: string;
            /** @enum {string} */
            objective: "binary" | "multiclass" | "regression";
            /** @description In the order of the probabilities, the positive one last of two; empty for a regression. */
            classes: string[];
            /** @description trees, linear or command of a bundle; else what evaluates the model. */
            runtime: string;
            positive_label?: string;
            threshold?: number;
        };
        SignatureColumn: {
            name: string;
            /** @enum {string} */
            type: "double" | "long" | "boolean" | "string";
            /** @description The first 200. */
            categories?: string[];
            example?: unknown;
        };
        /** @description The model card: as a tree, and as Markdown. */
        Card: {
            card: unknown;
            markdown: string;
        };
        Move: {
            /** Format: int64 */
            version: number;
            from?: string;
            to?: string;
            alias?: string;
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            event_time?: string;
            by: string;
            why: string;
            verdict?: components["schemas"]["Ref"];
        };
        StageBody: {
            stage: string;
            why?: string;
            archive_others?: boolean;
            /** Format: date-time */
            event_time?: string;
        };
        AliasBody: {
            alias: string;
            /** Format: int64 */
            version: number;
            why?: string;
            /** Format: date-time */
            event_time?: string;
        };
        RollbackBody: {
            /** Format: int64 */
            version: number;
            why: string;
            dry_run?: boolean;
            alias?: string;
            /** Format: date-time */
            event_time?: string;
        };
        RollbackPlan: {
            changes: string[];
            allowed: boolean;
            refused_because?: string;
            evidence?: components["schemas"]["Ref"];
        };
        Verdict: {
            ref: components["schemas"]["Ref"];
            model: string;
            /** Format: int64 */
            version: number;
            gate: string;
            /** @enum {string} */
            outcome: "PASS" | "FAIL" | "INCONCLUSIVE";
            /** Format: date-time */
            event_time: string;
            /** Format: date-time */
            recorded_at: string;
            by: string;
            candidate: components["schemas"]["Ref"];
            champion?: components["schemas"]["Ref"];
            /** Format: date-time */
            expires_at?: string;
            why: string;
            /** Format: int64 */
            rows: number;
            conditions: components["schemas"]["Condition"][];
            comparison?: components["schemas"]["Comparison"];
            baseline?: components["schemas"]["Comparison"];
            baseline_run?: components["schemas"]["Ref"];
            /** @description The candidate's, by name. */
            metrics: {
                [key: string]: number;
            };
            intervals: {
                [key: string]: components["schemas"]["MetricInterval"];
            };
            /**
             * Format: date-time
             * @description Event time of the first judging row; absent when they have no time.
             */
            from?: string;
            /** Format: date-time */
            to?: string;
            slices: components["schemas"]["Slice"][];
            judged_on: components["schemas"]["Ref"][];
        };
        MetricInterval: {
            low: number;
            high: number;
            level: number;
        };
        Condition: {
            metric: string;
            /** @enum {string} */
            operator: "at_least" | "at_most" | "beats" | "beats_baseline";
            wanted?: number;
            value?: number;
            low?: number;
            high?: number;
            level?: number;
            lower_is_better: boolean;
            passed: boolean;
            /** @enum {string} */
            outcome: "PASS" | "FAIL" | "INCONCLUSIVE";
            summary: string;
        };
        /** @description Candidate against champion, or against the turn's baseline, on the same rows; champion_value is the other's. */
        Comparison: {
            metric: string;
            lower_is_better: boolean;
            candidate_value?: number;
            champion_value?: number;
            estimate?: number;
            low?: number;
            high?: number;
            level: number;
            unit: string;
            /** Format: int64 */
            units: number;
            /** Format: int64 */
            rows: number;
            /** Format: int64 */
            resamples: number;
            days: components["schemas"]["ComparisonDay"][];
        };
        ComparisonDay: {
            day: string;
            /** Format: int64 */
            rows: number;
            candidate?: number;
            champion?: number;
        };
        Slice: {
            name: string;
            /** Format: int64 */
            rows: number;
            candidate?: number;
            champion?: number;
        };
        ServingMemory: {
            /**
             * Format: int64
             * @description noria.serving.memory; 0: any.
             */
            limit_bytes: number;
            /** Format: int64 */
            used_bytes: number;
            /**
             * Format: int64
             * @description Models let go of for want of memory since the server started.
             */
            unloaded: number;
            /** @description Who is in memory, the one used last first. */
            models: {
                model: string;
                /** @description 0 when it is not registered. */
                version: number;
                /**
                 * Format: int64
                 * @description Of this process and of those that work for the model.
                 */
                bytes: number;
                /** @description How many deployments, variants and requests hold it; 0 when it is kept for going back. */
                uses: number;
            }[];
        };
        Deployment: {
            name: string;
            ref: components["schemas"]["Ref"];
            model: string;
            /** Format: int64 */
            version?: number;
            /** @description alias:champion, stage:Production or version:3 */
            follows: string;
            state: string;
            problem?: string;
            /** Format: date-time */
            since: string;
            requests_per_s: number;
            /** @description Over the last minute; if nothing was answered in it, since the server started. */
            p50_ms?: number;
            /** @description As p50_ms. */
            p99_ms?: number;
            /** Format: int64 */
            errors: number;
            /** Format: int64 */
            alerts_open: number;
            /** Format: int64 */
            predictions: number;
            /**
             * Format: date-time
             * @description The newest event time that was asked.
             */
            watermark?: string;
            /** @description Who answers which part of the requests, the largest first. */
            versions: components["schemas"]["VersionShare"][];
            /**
             * Format: int64
             * @description Since the server started.
             */
            requests_total: number;
            /**
             * Format: int64
             * @description Since the server started.
             */
            errors_total: number;
            /**
             * @description Whether its model is in memory: asleep was let go of to save memory and is loaded again with the next question; empty has no version, or one that cannot be loaded.
             * @enum {string}
             */
            readiness?: "ready" | "loading" | "asleep" | "empty";
            /** @description Left out when it has none. */
            stage?: string;
        };
        DeploymentDetail: components["schemas"]["Deployment"] & {
            signature?: components["schemas"]["Signature"];
            swaps: components["schemas"]["Swap"][];
            /** @description What evaluates it; left out as long as no version is loaded here. */
            platform?: string;
            inputs?: components["schemas"]["TensorSpec"][];
            outputs?: components["schemas"]["TensorSpec"][];
            canary?: components["schemas"]["Canary"];
            limits?: components["schemas"]["CallerLimits"];
            cache?: components["schemas"]["AnswerCache"];
        };
        Traffic: {
            deployment: string;
            model: string;
            /** Format: int64 */
            version?: number;
            /** @description Percent of the requests that its own version answers. */
            share: number;
            variants: components["schemas"]["Variant"][];
            rules: components["schemas"]["TrafficRule"][];
        };
        DeploymentTerms: {
            stage?: string;
            limits?: components["schemas"]["CallerLimits"];
            cache?: components["schemas"]["AnswerCache"];
        };
        /** @description Of each caller: by its token's name, without tokens by its address. */
        CallerLimits: {
            /** @description Requests; left out for not limited. */
            per_second?: number;
            /**
             * Format: int64
             * @description Requests at once.
             */
            burst: number;
            /**
             * Format: int64
             * @description Of UTC; left out for not limited.
             */
            rows_per_day?: number;
        };
        AnswerCache: {
            /**
             * Format: int64
             * @description Of memory, on each server.
             */
            max_bytes: number;
            max_age_s: number;
        };
        DeploymentStageBody: {
            /** @description Such as staging or production; empty for none. */
            stage?: string;
        };
        LimitsBody: {
            per_second?: number;
            /**
             * Format: int64
             * @description Left out: per_second, rounded up.
             */
            burst?: number;
            /** Format: int64 */
            rows_per_day?: number;
        };
        CacheBody: {
            /** Format: int64 */
            max_bytes?: number;
            max_age_s?: number;
        };
        PromoteBody: {
            /** @description The deployment that changes; made if it is not there. */
            to: string;
        };
        Promoted: {
            deployment: string;
            model: string;
            /** Format: int64 */
            version: number;
            follows: string;
        };
        CanaryWhy: {
            /** @description Kept in the history. */
            why?: string;
        };
        CanaryBody: {
            /** @description Left out: the deployment's own. */
            model?: string;
            /** @description Names the version once, now: version:7, alias:challenger, stage:Staging. */
            follow: string;
            /** @description Shares in percent, rising. */
            steps: number[];
            /** @description How long a step lasts at least. */
            every_s: number;
            /** @description By how much more of its requests may fail than of the own version's in the same step, 0 to 1. */
            max_error_rate?: number;
            /** @description How many times the own version's 99th percentile of latency in the same step. */
            max_p99_ratio?: number;
            /**
             * Format: int64
             * @description That it must have had in a step before it is judged and goes on; 100 when left out.
             */
            min_requests?: number;
        };
        Canary: {
            id: string;
            deployment: string;
            /** @enum {string} */
            state: "running" | "paused" | "failed" | "aborted" | "finished";
            /** @description Percent of the requests that it answers now. */
            share: number;
            /**
             * Format: int64
             * @description Counted from 1.
             */
            step: number;
            steps: number[];
            every_s: number;
            max_error_rate?: number;
            max_p99_ratio?: number;
            /** Format: int64 */
            min_requests: number;
            /** Format: date-time */
            step_since: string;
            /**
             * Format: date-time
             * @description The next step at the earliest; left out when it does not go on.
             */
            next_at?: string;
            /** @description The last change. */
            why: string;
            canary: components["schemas"]["CanarySide"];
            base: components["schemas"]["CanarySide"];
            /** Format: date-time */
            created_at: string;
            created_by: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description What a version did in the present step, on all servers. */
        CanarySide: {
            model: string;
            /** Format: int64 */
            version: number;
            /** Format: int64 */
            requests: number;
            /** Format: int64 */
            failed: number;
            error_rate: number;
            p99_ms?: number;
        };
        /** @description Requests that it fits go to the variant before shares are looked at; the first that fits decides. It looks at a header or at a column of the first row. */
        TrafficRule: {
            /** @description Of HTTP, or metadata of gRPC. */
            header?: string;
            /** @description A column of the deployment's own version. */
            field?: string;
            /** @enum {string} */
            operator: "equals" | "not" | "in" | "prefix" | "less" | "greater" | "present";
            /** @description One; several for in, none for present. */
            values?: string[];
            /** @description The variant's name; own for the deployment's own version. */
            variant: string;
        };
        Variant: {
            name: string;
            model: string;
            /** @description alias:challenger, stage:Staging or version:3 */
            follows: string;
            /** @description Percent of the requests. */
            share: number;
            /** @description It is asked and compared, and never answers. */
            shadow: boolean;
            /**
             * Format: int64
             * @description Left out as long as its reference names none.
             */
            version?: number;
            problem?: string;
            compared?: components["schemas"]["Compared"];
        };
        Compared: {
            /** Format: int64 */
            rows: number;
            /**
             * Format: int64
             * @description Rows with the same class, or numbers within 1e-6 of each other.
             */
            same: number;
            /** @description Of the scores. */
            mean_difference?: number;
            largest_difference: number;
            mean_ms?: number;
            /**
             * Format: int64
             * @description Requests that it refused or failed.
             */
            failed: number;
            /**
             * Format: int64
             * @description Requests that were not compared because others still waited.
             */
            skipped: number;
        };
        DeploymentLog: {
            deployment: string;
            /** @description The share of requests that is kept, from 0 to 1. */
            sample: number;
            /**
             * Format: int64
             * @description How many it has.
             */
            predictions: number;
        };
        DeploymentLogBody: {
            /** @description From 0 to 1, all. */
            sample: number;
        };
        TrafficBody: {
            variants: {
                name: string;
                /** @description Left out: the deployment's own. */
                model?: string;
                follow: string;
                /** @description Percent, 0 to 100; of a shadow 100 when it is left out. */
                share?: number;
                shadow?: boolean;
            }[];
            /** @description Left out: they stay as they are. */
            rules?: components["schemas"]["TrafficRule"][];
            /** Format: date-time */
            event_time?: string;
        };
        TensorSpec: {
            name: string;
            /** @description By the names of the Open Inference Protocol. */
            datatype: string;
            /** @description The rows first; -1 for any size. */
            shape: number[];
        };
        VersionFiles: {
            /** @description SHA-256 over the listing. */
            digest: string;
            files: components["schemas"]["VersionFile"][];
            /**
             * @description Which models' pickles this server runs.
             * @enum {string}
             */
            rule: "never" | "named" | "all";
            trusted?: components["schemas"]["Trust"];
        };
        VersionFile: {
            path: string;
            /** Format: int64 */
            size: number;
            sha256: string;
        };
        /** @description Who decided that these files may be run; left out when nobody did. */
        Trust: {
            by: string;
            /** Format: date-time */
            at: string;
            model: string;
            /** Format: int64 */
            version: number;
        };
        TrustBody: {
            /** @description The listing that was seen; others are refused. */
            digest?: string;
        };
        VersionShare: {
            model: string;
            /** Format: int64 */
            version: number;
            /** @description Of the requests, 0 to 1. */
            share: number;
            /**
             * Format: int64
             * @description Since the server started.
             */
            requests: number;
        };
        Swap: {
            /** Format: int64 */
            version: number;
            /** Format: int64 */
            from?: number;
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            event_time?: string;
            why: string;
            by: string;
        };
        DeployBody: {
            name: string;
            model: string;
            /** @description alias:champion, stage:Production or version:3 */
            follow: string;
        };
        /** @description Figures once a second by the server's clock. */
        SystemSeries: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            /** Format: int64 */
            step_s: number;
            at_ms: number[];
            requests: number[];
            errors: number[];
            p50_ms: (number | null)[];
            p99_ms: (number | null)[];
            cpu: number[];
            heap_bytes: number[];
            /** @description The same by version, of the last 15 minutes: those that were asked, each with a figure for every at_ms. */
            versions: components["schemas"]["VersionSeries"][];
        };
        VersionSeries: {
            model: string;
            /** Format: int64 */
            version: number;
            requests: number[];
            errors: number[];
            p50_ms: (number | null)[];
            p99_ms: (number | null)[];
        };
        Window: {
            ref: components["schemas"]["Ref"];
            id: string;
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            /** Format: int64 */
            predictions: number;
            /** Format: int64 */
            labelled: number;
            coverage: number;
            /** Format: int64 */
            model_version: number;
            performance: {
                [key: string]: number;
            };
            change: {
                [key: string]: number;
            };
            first?: {
                [key: string]: number;
            };
            /** @description The one to look at first: the watched one. */
            metric?: string;
            /** @description Of that metric. */
            lower_is_better: boolean;
            /** Format: int64 */
            drifted: number;
            p50_ms?: number;
            p99_ms?: number;
            pending: boolean;
        };
        PredictionColumns: {
            keys: (string | null)[];
            event_time_ms: number[];
            versions: number[];
            scores: number[];
            predicted: number[];
        };
        Stretch: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            champion: components["schemas"]["Scores"];
            first: components["schemas"]["Scores"];
        };
        Scores: {
            /** Format: int64 */
            rows: number;
            /** Format: int64 */
            labelled: number;
            coverage: number;
            /** @description Of two classes auc, accuracy, precision, recall, f1, log_loss; of more accuracy, f1_macro, log_loss, auc_macro; of a number rmse, mae, r2. */
            metrics: {
                [key: string]: number;
            };
            /** @description The one to look at first. */
            metric?: string;
            /** @description Of that metric. */
            lower_is_better: boolean;
        };
        DriftTable: {
            window?: components["schemas"]["Ref"];
            /** Format: date-time */
            from?: string;
            /** Format: date-time */
            to?: string;
            reference: string;
            items: components["schemas"]["DriftRow"][];
        };
        DriftRow: {
            column: string;
            /** @enum {string} */
            type: "number" | "category";
            test: string;
            value?: number;
            p_value?: number;
            threshold?: number;
            over: boolean;
            /** Format: date-time */
            since?: string;
            psi?: number;
            ks?: number;
            history: components["schemas"]["DriftHistory"][];
        };
        DriftHistory: {
            /** Format: date-time */
            to: string;
            value?: number;
        };
        DriftHistogram: {
            column: string;
            /** @enum {string} */
            kind: "number" | "category";
            window: components["schemas"]["Ref"];
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            edges: number[];
            categories: string[];
            reference: number[];
            current: number[];
            /** Format: int64 */
            reference_rows: number;
            /** Format: int64 */
            current_rows: number;
            /** Format: int64 */
            reference_missing: number;
            /** Format: int64 */
            current_missing: number;
            test?: string;
            value?: number;
            threshold?: number;
            over: boolean;
        };
        /** @description Of the scores: between edges; of many classes of those predicted, by category. */
        Distribution: {
            window?: components["schemas"]["Ref"];
            edges: number[];
            categories: string[];
            reference: number[];
            current: number[];
            by_window: components["schemas"]["ScoreWindow"][];
        };
        ScoreWindow: {
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            mean?: number;
            /** Format: int64 */
            rows: number;
        };
        Alert: {
            ref: components["schemas"]["Ref"];
            id: string;
            deployment: string;
            /** @enum {string} */
            watch: "features" | "prediction" | "performance" | "revoked data";
            column?: string;
            test?: string;
            /** @enum {string} */
            status: "open" | "resolved" | "silenced";
            /** Format: int64 */
            version: number;
            /** Format: date-time */
            opened_at: string;
            /** Format: date-time */
            resolved_at?: string;
            /** Format: date-time */
            recorded_at: string;
            value?: number;
            threshold: number;
            summary: string;
            /** Format: date-time */
            silenced_until?: string;
            history: components["schemas"]["AlertChange"][];
            caused: components["schemas"]["Ref"][];
            proposal?: components["schemas"]["RollbackProposal"];
        };
        AlertChange: {
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            recorded_at: string;
            what: string;
            value?: number;
            by: string;
            why: string;
            window?: components["schemas"]["Ref"];
        };
        SilenceBody: {
            /**
             * Format: date-time
             * @description Event time.
             */
            until: string;
            why: string;
        };
        WhyBody: {
            why: string;
        };
        Prediction: {
            id: string;
            ref: components["schemas"]["Ref"];
            deployment: string;
            model: string;
            /** Format: date-time */
            event_time: string;
            /** Format: date-time */
            recorded_at: string;
            /** Format: int64 */
            model_version: number;
            /** @description 1 or 0 of two classes, the class's place of more, the number of a regression. */
            prediction: number;
            /** @description The same as it was answered: the class's label, or the number. */
            answer?: string;
            /** @description Of the predicted class; absent for a regression. */
            probability?: number;
            /** @description Of the positive one of two classes, of the predicted one of more; the number of a regression. */
            score: number;
            label?: string;
            latency_ms: number;
            key?: string;
            repeat: boolean;
            features: {
                [key: string]: unknown;
            };
        };
        PredictionDetail: components["schemas"]["Prediction"] & {
            labels: components["schemas"]["RecordedLabel"][];
            lineage: components["schemas"]["Edge"][];
        };
        /** @description Why a prediction is what it is: what was asked and answered, what each feature added, the version, its verdicts, its run and its data, training rows like it, and what to do next. */
        Why: {
            prediction: components["schemas"]["PredictionDetail"];
            /** @description One sentence: what was asked, what was answered, what came true. */
            summary: string;
            explanation?: components["schemas"]["Explanation"];
            /** @description Why there are no contributions: the version was deleted, or cannot be loaded. */
            explanation_problem?: string;
            /** @description Those that added most first. */
            features: components["schemas"]["WhyFeature"][];
            version_ref: components["schemas"]["Ref"];
            version?: components["schemas"]["ModelVersion"];
            then?: components["schemas"]["Standing"];
            /** @description The last verdict of each gate on the version. */
            verdicts: components["schemas"]["Verdict"][];
            run?: components["schemas"]["WhyRun"];
            data: components["schemas"]["WhyData"][];
            making?: components["schemas"]["WhyMaking"];
            neighbours: components["schemas"]["Neighbours"];
            skew?: components["schemas"]["Skew"];
            next: components["schemas"]["NextStep"][];
            /** @description What gathering took on the server. */
            elapsed_ms: number;
        };
        Explanation: {
            /** @enum {string} */
            method: "tree_shap" | "linear" | "sampled_shapley";
            /** @description False when contributions were estimated from a sample. */
            exact: boolean;
            /** @description What contributions add up in: log-odds, log, number or probability. */
            scale: string;
            /** @description One sentence on how the contributions were computed. */
            note: string;
            /** @description The class that contributions speak for; left out for a regression. */
            label?: string;
            /** @description What the model answers to a row without any known feature, on the scale. */
            bias: number;
            /** @description The bias as a probability or number. */
            bias_value: number;
            /** @description Bias and contributions added up. */
            margin: number;
            /** @description The margin as a probability or number. */
            value: number;
            /** @description Whether the version answers now what was logged. */
            agrees: boolean;
            /** @description Of many classes, each with its own bias and sum. */
            classes?: components["schemas"]["ExplainedClass"][];
            /**
             * Format: int64
             * @description How often the model was asked, when estimated.
             */
            evaluations?: number;
        };
        ExplainedClass: {
            label: string;
            bias: number;
            margin: number;
            /** @description The class's probability. */
            value: number;
        };
        WhyFeature: {
            name: string;
            /** @enum {string} */
            type: "double" | "long" | "boolean" | "string";
            /** @description As served; left out when it was missing. */
            value?: unknown;
            /** @description On the explanation's scale; left out when there is none. */
            contribution?: number;
            /** @description Of an estimated contribution. */
            standard_error?: number;
            /** @description Bias and contributions down to this feature. */
            running_margin?: number;
            /** @description The running margin as a probability or number. */
            running_value?: number;
            /** @description What this feature changed in the running value. */
            change?: number;
            /** @description Of many classes, the contribution to each. */
            by_class?: {
                [key: string]: number;
            };
            /**
             * @description How the value stands to the training sample: outside its range, a category it never had.
             * @enum {string}
             */
            mark: "usual" | "rare" | "outside" | "new" | "missing" | "unknown";
            /** @description The mark in words. */
            note: string;
            reference?: components["schemas"]["FeatureReference"];
            offline?: components["schemas"]["OfflineValue"];
        };
        /** @description The feature in the sample of the training data that the version keeps. */
        FeatureReference: {
            /** Format: int64 */
            rows: number;
            /** @description Share of rows without a value. */
            missing: number;
            /** @description Share of the values below the served one, ties counted half; 0 to 1. */
            quantile?: number;
            mean?: number;
            median?: number;
            min?: number;
            p05?: number;
            p95?: number;
            max?: number;
            /** @description Of the histogram: one more than counts. */
            edges?: number[];
            counts?: number[];
            /** @description Share of rows with the served category. */
            share?: number;
            /**
             * Format: int64
             * @description 1 for the most frequent category.
             */
            rank?: number;
            /** Format: int64 */
            categories?: number;
            top?: components["schemas"]["CategoryShare"][];
        };
        CategoryShare: {
            value: string;
            share: number;
        };
        /** @description What the pipeline computed for the same key. */
        OfflineValue: {
            /** @description Left out when it is missing there. */
            value?: unknown;
            differs: boolean;
        };
        /** @description Where the version stood when it answered. */
        Standing: {
            stage: string;
            aliases: string[];
        };
        WhyRun: {
            ref: components["schemas"]["Ref"];
            id: string;
            name: string;
            status: string;
            user?: string;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            /** @description The code's commit, when the run recorded it. */
            commit?: string;
            params: {
                [key: string]: string;
            };
            metrics: {
                [key: string]: number;
            };
        };
        /** @description A data version that the run read. */
        WhyData: {
            ref: components["schemas"]["Ref"];
            dataset: string;
            /** @description Label, with the revision when it is not the first. */
            version: string;
            /** @description training, judging */
            uses: string[];
            digest?: string;
            /** Format: int64 */
            rows?: number;
            /** @description ACCEPTED, REFUSED or REVOKED; left out when the version is gone. */
            status?: string;
            /** Format: date-time */
            from?: string;
            /** Format: date-time */
            to?: string;
            /** Format: date-time */
            recorded_at?: string;
            source?: string;
        };
        /** @description The pipeline run that made the version. */
        WhyMaking: {
            pipeline_run: components["schemas"]["Ref"];
            pipeline: string;
            task?: components["schemas"]["Ref"];
            state: string;
            reason: string;
            /** Format: date-time */
            event_time?: string;
            /** Format: date-time */
            submitted_at?: string;
            trigger?: components["schemas"]["Ref"];
            trigger_why?: string;
            causes: components["schemas"]["Ref"][];
        };
        /** @description The rows of the training sample that are most like the one asked. */
        Neighbours: {
            /**
             * Format: int64
             * @description How many rows were compared.
             */
            rows: number;
            /** @description Whether features count by their contribution. */
            weighted: boolean;
            note: string;
            target?: string;
            items: components["schemas"]["Neighbour"][];
        };
        Neighbour: {
            /** @description 0 when all features are the same, 1 when all are far apart. */
            distance: number;
            /** @description What came true; left out when the sample does not hold it. */
            label?: string;
            /** @description What the version answers for it. */
            score?: number;
            features: {
                [key: string]: unknown;
            };
            /** @description Features by how much they set it apart, most first. */
            differs: string[];
        };
        /** @description The features as served beside those that the pipeline computed for the same key. */
        Skew: {
            key: string;
            task?: components["schemas"]["Ref"];
            /** Format: int64 */
            compared: number;
            differing: string[];
            note: string;
        };
        NextStep: {
            command: string;
            why: string;
        };
        RecordedLabel: {
            value: string;
            /** Format: date-time */
            event_time?: string;
            /** Format: date-time */
            recorded_at: string;
            by: string;
        };
        PredictionKeys: {
            keys: string[];
        };
        ElsewhereBatch: {
            /**
             * Format: int64
             * @description Which version of the deployment's model answered; the one that it has now when left out.
             */
            model_version?: number;
            /** @description At most 1000. */
            predictions: components["schemas"]["AnsweredElsewhere"][];
        };
        AnsweredElsewhere: {
            /** @description One row: an object by name, or a list in the signature's order. */
            features: unknown;
            /** @description The predicted class as the target column has it, or the number of a regression. */
            prediction: unknown;
            /** @description Of the predicted class; needed for classes, refused for a regression. */
            probability?: number;
            /** @description The caller's own name for the question, by which labels find it. */
            key?: string;
            /**
             * Format: date-time
             * @description When it was asked, in the data's time; now when left out.
             */
            event_time?: string;
        };
        PredictionsLogged: {
            model: string;
            /** Format: int64 */
            model_version: number;
            ids: string[];
        };
        LabelBatch: {
            labels: components["schemas"]["Label"][];
        };
        /** @description Named by prediction_id, or by deployment and key. */
        Label: {
            prediction_id?: string;
            deployment?: string;
            key?: string;
            /** @description As the target column has it: 1, true, "setosa", 12.5. */
            value: unknown;
            /** Format: date-time */
            event_time?: string;
        };
        LabelsRecorded: {
            /** Format: int64 */
            accepted: number;
            /** @description Places in the batch of those that name no logged prediction. */
            unmatched: number[];
        };
        PredictBody: {
            /** @description A list in the signature's order, an object by name, or a list of either. */
            features: unknown;
        };
        PredictAnswer: {
            prediction: unknown;
            probability?: number;
        };
        Dataset: {
            name: string;
            /** Format: int64 */
            versions: number;
            /** Format: int64 */
            refused: number;
            latest?: string;
            /** Format: int64 */
            rows_latest?: number;
            /** Format: date-time */
            updated_at?: string;
        };
        DatasetVersion: {
            ref: components["schemas"]["Ref"];
            dataset: string;
            label: string;
            /** Format: int64 */
            revision: number;
            /** @enum {string} */
            status: "accepted" | "refused" | "revoked";
            digest: string;
            /** Format: int64 */
            rows: number;
            /** Format: int64 */
            bytes: number;
            /** Format: date-time */
            from?: string;
            /** Format: date-time */
            to?: string;
            /** Format: date-time */
            event_time?: string;
            /** Format: date-time */
            recorded_at: string;
            source: string;
            /** Format: int64 */
            columns: number;
            failures: components["schemas"]["Failure"][];
            used_by: components["schemas"]["Ref"][];
            revoked?: components["schemas"]["RevokedBy"];
        };
        Failure: {
            column?: string;
            expectation: string;
            expected: string;
            found: string;
            /** Format: int64 */
            rows?: number;
        };
        DatasetVersionDetail: components["schemas"]["DatasetVersion"] & {
            schema: components["schemas"]["SchemaColumn"][];
            profile: components["schemas"]["ColumnProfile"][];
            files: components["schemas"]["DataFile"][];
        };
        SchemaColumn: {
            name: string;
            type: string;
        };
        DataFile: {
            name: string;
            digest: string;
            /** Format: int64 */
            size: number;
        };
        ColumnProfile: {
            column: string;
            type: string;
            /** Format: int64 */
            count: number;
            /** Format: int64 */
            nulls: number;
            /** Format: int64 */
            distinct: number;
            mean?: number;
            std?: number;
            min?: string;
            max?: string;
            /** @description p01, p05, p25, p50, p75, p95, p99 */
            quantiles: {
                [key: string]: number;
            };
            top: components["schemas"]["ValueCount"][];
        };
        ValueCount: {
            value: string;
            /** Format: int64 */
            count: number;
        };
        NewBatchPrediction: {
            /** @description models:/NAME/VERSION, models:/NAME@ALIAS, models:/NAME/STAGE, models:/NAME/latest or deployments:/NAME. */
            model: string;
            /** @description A file, a folder or a pattern with *, on the server or s3://…; or datasets:/NAME@VERSION. */
            in: string;
            /**
             * @description By the ending unless said.
             * @enum {string}
             */
            in_format?: "parquet" | "csv" | "jsonl";
            /** @description A file, or a folder with / at its end that gets one for each of the input's; or datasets:/NAME@LABEL. */
            out: string;
            /**
             * @description By the ending unless said; in a folder the input's.
             * @enum {string}
             */
            format?: "parquet" | "csv" | "jsonl";
            /** @description Leave the input's columns out. */
            only_predictions?: boolean;
            /** @description A column with each class's probability. */
            probabilities?: boolean;
            /**
             * @description What becomes of a row with a wrong value: it ends the batch, or gets null.
             * @enum {string}
             */
            on_error?: "error" | "null";
            reason?: string;
            /** @description The same key sent again is the same batch. */
            key?: string;
            /** Format: date-time */
            event_time?: string;
        };
        BatchProgress: {
            /** Format: int64 */
            files: number;
            /** Format: int64 */
            files_done: number;
            /** Format: int64 */
            bytes: number;
            /** Format: int64 */
            bytes_done: number;
            /**
             * Format: int64
             * @description That have their prediction.
             */
            rows: number;
            /**
             * Format: int64
             * @description Of these, from a former try.
             */
            rows_kept: number;
            /**
             * Format: int64
             * @description Rows with a wrong value, of those that this try predicted.
             */
            nulls: number;
            /** @description From 0 to 1. */
            share: number;
        };
        BatchPrediction: {
            id: string;
            pipeline_run: components["schemas"]["Ref"];
            /** @enum {string} */
            status: "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
            /** @description As it was asked for. */
            model: string;
            version: components["schemas"]["Ref"];
            in: string;
            in_format?: string;
            out: string;
            format?: string;
            only_predictions: boolean;
            probabilities: boolean;
            /** @enum {string} */
            on_error: "error" | "null";
            reason: string;
            by: string;
            error?: string;
            /** @description The ref of the data version that it made. */
            made?: string;
            progress: components["schemas"]["BatchProgress"];
            /** Format: date-time */
            event_time?: string;
            /** Format: date-time */
            submitted_at: string;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
        };
        BatchSchedule: {
            /** @description PROJECT/NAME. */
            name: string;
            model: string;
            in: string;
            out: string;
            cron: string;
            zone: string;
            /** @enum {string} */
            missed: "latest" | "all" | "skip";
            /** Format: date-time */
            next_at?: string;
            /** Format: date-time */
            last_at?: string;
            /** @description The id of the batch prediction that was asked for last. */
            last_batch?: string;
            /** @description Why none could be. */
            problem?: string;
        };
        BatchSchedulePage: {
            items: components["schemas"]["BatchSchedule"][];
            next_page_token?: string;
        };
        BatchPredictionPage: {
            items: components["schemas"]["BatchPrediction"][];
            next_page_token?: string;
        };
        PipelineRun: {
            ref: components["schemas"]["Ref"];
            id: string;
            pipeline: string;
            /** @enum {string} */
            status: "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
            reason: string;
            /** Format: date-time */
            event_time?: string;
            /** Format: date-time */
            submitted_at: string;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            error?: string;
            by: string;
            /** Format: int64 */
            tasks: number;
            /** Format: int64 */
            done: number;
            /** Format: int64 */
            cached: number;
            /** Format: int64 */
            failed: number;
            caused_by: components["schemas"]["Ref"][];
        };
        PipelineRunDetail: {
            ref: components["schemas"]["Ref"];
            id: string;
            pipeline: string;
            /** @enum {string} */
            status: "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
            reason: string;
            /** Format: date-time */
            event_time?: string;
            /** Format: date-time */
            submitted_at: string;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            error?: string;
            by: string;
            caused_by: components["schemas"]["Ref"][];
            tasks: components["schemas"]["Task"][];
        };
        Task: {
            name: string;
            ref: components["schemas"]["Ref"];
            step: string;
            /** @enum {string} */
            status: "PENDING" | "RUNNING" | "SUCCEEDED" | "CACHED" | "FAILED" | "CANCELLED" | "SKIPPED";
            /** Format: int64 */
            attempt: number;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            after: string[];
            cache: components["schemas"]["CacheNote"];
            inputs: components["schemas"]["Ref"][];
            outputs: {
                [key: string]: string;
            };
            runs: string[];
            error?: string;
        };
        CacheNote: {
            hit: boolean;
            reason?: string;
            from?: components["schemas"]["Ref"];
        };
        TaskLog: {
            text: string;
            /**
             * Format: int64
             * @description Lines so far; ask again from here.
             */
            next_offset: number;
            ended: boolean;
        };
        Cancelled: {
            cancelled: boolean;
        };
        Impact: {
            ref: components["schemas"]["Ref"];
            summary: string;
            runs: components["schemas"]["ImpactRuns"];
            model_versions: components["schemas"]["ImpactVersion"][];
            deployments: components["schemas"]["ImpactDeployment"][];
            /**
             * Format: int64
             * @description Answered by the versions in question, in all deployments.
             */
            predictions: number;
            /** Format: date-time */
            predictions_since?: string;
            /** @description The graph was larger than is walked; the answer is a part of it. */
            truncated: boolean;
        };
        ImpactRuns: {
            /** Format: int64 */
            count: number;
            items: components["schemas"]["ImpactRun"][];
            next_page_token?: string;
        };
        ImpactRun: {
            ref: components["schemas"]["Ref"];
            name: string;
            status: string;
            experiment: string;
            rerun_of?: components["schemas"]["Ref"];
        };
        ImpactVersion: {
            ref: components["schemas"]["Ref"];
            model: string;
            /** Format: int64 */
            version: number;
            stage: string;
            aliases: string[];
            run?: components["schemas"]["Ref"];
        };
        ImpactDeployment: {
            ref: components["schemas"]["Ref"];
            name: string;
            model: string;
            /** @description A version in question answers now. */
            live: boolean;
            /**
             * Format: int64
             * @description The version that answers now.
             */
            version?: number;
            spans: components["schemas"]["ImpactSpan"][];
            /** Format: int64 */
            predictions: number;
            /** Format: date-time */
            predictions_since?: string;
        };
        ImpactSpan: {
            /** Format: int64 */
            version: number;
            /** Format: date-time */
            from: string;
            /**
             * Format: date-time
             * @description Absent while it lasts.
             */
            to?: string;
            /** Format: date-time */
            event_time?: string;
            /** Format: date-time */
            event_time_to?: string;
        };
        RevokeBody: {
            why: string;
            dry_run?: boolean;
            /** Format: date-time */
            event_time?: string;
        };
        RevokedBy: {
            why: string;
            by: string;
            /** Format: date-time */
            at: string;
        };
        Revocation: {
            version: components["schemas"]["DatasetVersion"];
            /** @description False when it was already so, and of a dry run. */
            changed: boolean;
            changes: string[];
            impact: components["schemas"]["Impact"];
            /** @description Raised, or resolved, by it. */
            alerts: components["schemas"]["Ref"][];
            proposals: components["schemas"]["RollbackProposal"][];
        };
        RollbackProposal: {
            deployment: string;
            model: string;
            /**
             * Format: int64
             * @description The version that answers now.
             */
            from?: number;
            /** @enum {string} */
            action: "rollback" | "retrain" | "none";
            /**
             * Format: int64
             * @description Where to; of a rollback.
             */
            version?: number;
            follows?: string;
            why: string;
            /** @description What to type for it; empty of none. */
            command: string;
            /** @description Revoked data that the live version was trained on. */
            revoked: components["schemas"]["Ref"][];
        };
        DeploymentRollbackBody: {
            /**
             * Format: int64
             * @description Where to; absent for the proposal.
             */
            version?: number;
            why?: string;
            dry_run?: boolean;
            /** Format: date-time */
            event_time?: string;
        };
        DeploymentRollback: {
            deployment: string;
            model: string;
            /** Format: int64 */
            from?: number;
            /** Format: int64 */
            version: number;
            changes: string[];
            allowed: boolean;
            /** @description False of a dry run, and when it was already so. */
            done: boolean;
            refused_because?: string;
            evidence?: components["schemas"]["Ref"];
        };
        RerunBody: {
            /** @description run:ID, model_version:NAME/NUMBER, NAME/NUMBER, task:RUN/NAME, pipeline_run:ID, or a run's bare id. */
            ref: string;
            why?: string;
        };
        Rerun: {
            id: string;
            of: components["schemas"]["Ref"];
            ref: components["schemas"]["Ref"];
            original: components["schemas"]["Ref"];
            /** @enum {string} */
            state: "pending" | "running" | "same" | "different" | "failed" | "cancelled";
            summary: string;
            by: string;
            /** Format: date-time */
            submitted_at: string;
            /** Format: date-time */
            started_at?: string;
            /** Format: date-time */
            ended_at?: string;
            seconds?: number;
            original_seconds?: number;
            error?: string;
            /** @description What differs from then: libraries, machine, revoked data. */
            notes: string[];
            tasks: components["schemas"]["RerunTask"][];
        };
        RerunTask: {
            name: string;
            step: string;
            ref: components["schemas"]["Ref"];
            original: components["schemas"]["Ref"];
            /** @enum {string} */
            status: "PENDING" | "RUNNING" | "SUCCEEDED" | "CACHED" | "FAILED" | "CANCELLED" | "SKIPPED";
            /** @description Absent until both are known. */
            same?: boolean;
            /** @description Why an output differs, or cannot be compared. */
            reason?: string;
            error?: string;
            seconds?: number;
            original_seconds?: number;
            outputs: components["schemas"]["RerunOutput"][];
            environment: {
                [key: string]: string;
            };
            original_environment: {
                [key: string]: string;
            };
        };
        RerunOutput: {
            name: string;
            shown?: string;
            original_digest: string;
            digest?: string;
            same?: boolean;
        };
        RerunPage: {
            items: components["schemas"]["Rerun"][];
            next_page_token?: string;
        };
        Token: {
            name: string;
            /** Format: date-time */
            created_at: string;
            created_by: string;
        };
        TokenBody: {
            name: string;
        };
        NewToken: {
            name: string;
            /** @description Shown this once. */
            token: string;
        };
        Done: {
            done: boolean;
        };
        PlainHealth: {
            /** @enum {string} */
            status: "healthy" | "degraded";
            /** @description What is wrong, by area; absent when healthy. */
            problems?: {
                [key: string]: string;
            };
            version: string;
            deployments: string[];
        };
        FoundPage: {
            items: components["schemas"]["Found"][];
            next_page_token?: string;
        };
        EventPage: {
            items: components["schemas"]["Event"][];
            next_page_token?: string;
        };
        ProjectPage: {
            items: components["schemas"]["Project"][];
            next_page_token?: string;
        };
        TriggerPage: {
            items: components["schemas"]["Trigger"][];
            next_page_token?: string;
        };
        ExperimentPage: {
            items: components["schemas"]["Experiment"][];
            next_page_token?: string;
        };
        RunPage: {
            items: components["schemas"]["Run"][];
            next_page_token?: string;
        };
        ArtifactPage: {
            items: components["schemas"]["Artifact"][];
            next_page_token?: string;
        };
        ModelPage: {
            items: components["schemas"]["Model"][];
            next_page_token?: string;
        };
        ModelVersionPage: {
            items: components["schemas"]["ModelVersion"][];
            next_page_token?: string;
        };
        MovePage: {
            items: components["schemas"]["Move"][];
            next_page_token?: string;
        };
        VerdictPage: {
            items: components["schemas"]["Verdict"][];
            next_page_token?: string;
        };
        DeploymentPage: {
            items: components["schemas"]["Deployment"][];
            next_page_token?: string;
        };
        WindowPage: {
            items: components["schemas"]["Window"][];
            next_page_token?: string;
        };
        AlertPage: {
            items: components["schemas"]["Alert"][];
            next_page_token?: string;
        };
        PredictionPage: {
            items: components["schemas"]["Prediction"][];
            next_page_token?: string;
        };
        DatasetPage: {
            items: components["schemas"]["Dataset"][];
            next_page_token?: string;
        };
        DatasetVersionPage: {
            items: components["schemas"]["DatasetVersion"][];
            next_page_token?: string;
        };
        PipelineRunPage: {
            items: components["schemas"]["PipelineRun"][];
            next_page_token?: string;
        };
        TokenPage: {
            items: components["schemas"]["Token"][];
            next_page_token?: string;
        };
        ImportedBatch: {
            /**
             * Format: int32
             * @description Points are not counted: they are only ever added.
             */
            created: number;
            /** Format: int32 */
            updated: number;
            /** Format: int32 */
            same: number;
            /** Format: int32 */
            left: number;
            /** Format: int32 */
            refused: number;
            /** @description Experiments, what was left or refused, and what lost something. */
            items: components["schemas"]["ImportedRecord"][];
        };
        ImportedRecord: {
            kind: string;
            /** @description Its id in the source. */
            id: string;
            /** @description Its id here; empty when it is not. */
            here: string;
            /** @enum {string} */
            outcome: "created" | "updated" | "same" | "left" | "refused";
            notes: string[];
        };
        WholeImportPage: {
            items: components["schemas"]["WholeImport"][];
            next_page_token?: string;
        };
        WholeImport: {
            id: string;
            stamp: string;
        };
        ImportedFiles: {
            items: components["schemas"]["ImportedFile"][];
        };
        ImportedFile: {
            path: string;
            /** Format: int64 */
            size: number;
            /** @description SHA-256. */
            digest?: string;
        };
    };
    responses: {
        /** @description 400 malformed, 401 no token, 403 refused by a gate, 404, 405, 409 conflict, 413 too large, 422 wrong content, 429 and 503 with Retry-After. */
        Failed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getVersion: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getOpenapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getGc: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Gc"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    startGc: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewGc"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Gc"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    importRecords: {
        parameters: {
            query: {
                /** @description The name of the history, the same each time that it is brought over. */
                source: string;
                /** @description Whether an experiment may be merged into one of the same name. */
                into_existing?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedBatch"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listWholeImports: {
        parameters: {
            query: {
                source: string;
                /** @description run, logged_model or trace */
                kind: string;
                page_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WholeImportPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listImportedFiles: {
        parameters: {
            query: {
                owner: "run" | "logged_model";
                id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedFiles"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    importFile: {
        parameters: {
            query: {
                owner: "run" | "logged_model";
                id: string;
                path: string;
                /** @description How many there must be. */
                bytes?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportedFile"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    search: {
        parameters: {
            query: {
                q: string;
                max_results?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                project?: string;
                kind?: string;
                subject?: string;
                after?: number;
                page_token?: string;
                max_results?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                after?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["Event"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getLineage: {
        parameters: {
            query: {
                ref: string;
                direction?: string;
                depth?: number;
                /** @description 1 to 200. The thread then stops at deployments and comparisons that it reaches. */
                fan?: number;
                /** @description The id of a group. */
                group?: string;
                max_results?: number;
                page_token?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Graph"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getImpact: {
        parameters: {
            query: {
                ref: string;
                page_token?: string;
                max_results?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Impact"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listProjects: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    planProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FolderBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    applyProject: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FolderBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getLoop: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Loop"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    runProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TurnBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Turn"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    collectProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CollectBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Collected"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    settleProject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettleBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Settled"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listTriggers: {
        parameters: {
            query: {
                project: string;
                max_results?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriggerPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listWorkspaces: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceList"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listExperiments: {
        parameters: {
            query?: {
                /** @description Only what is in it; all when it is left out. */
                workspace?: string;
                page_token?: string;
                max_results?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExperimentPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    createExperiment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExperimentBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getExperiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    changeExperiment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                experiment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExperimentPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Experiment"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listRuns: {
        parameters: {
            query?: {
                experiment?: string;
                parent?: string;
                filter?: string;
                order_by?: string;
                page_token?: string;
                max_results?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    createRun: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    searchRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunSearch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundRuns"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    groupRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunGroupsAsked"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunGroups"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listRunColumns: {
        parameters: {
            query?: {
                /** @description Any number of times; without it, all experiments. */
                experiment?: string[];
                /** @description Any number of times; without it, all kinds. */
                kind?: ("metric" | "param" | "tag")[];
                /** @description How the key begins, in any case. */
                prefix?: string;
                /** @description What the key has in it, in any case. */
                contains?: string;
                /** @description 1 to 10 000, else 500. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunColumns"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    findRunColumns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunColumnsAsked"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunColumns"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    deleteRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunChoice"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunsChanged"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    restoreRuns: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunChoice"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunsChanged"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    changeRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getMetrics: {
        parameters: {
            query?: {
                keys?: string;
                from_step?: number;
                to_step?: number;
                max_points?: number;
            };
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricHistories"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getEnvelope: {
        parameters: {
            query: {
                /** @description Once for each run, up to 100. */
                run: string[];
                key: string;
                /** @description step (usual), time in milliseconds since the epoch, or relative: milliseconds since the run's first point. */
                x?: "step" | "time" | "relative";
                from?: number;
                to?: number;
                /** @description 2 to 10000, usually 1000. */
                buckets?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricEnvelopes"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    groupMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MetricGroupsAsked"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricGroups"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    streamRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["MetricSeries"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listArtifacts: {
        parameters: {
            query?: {
                path?: string;
            };
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArtifactPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getRunTable: {
        parameters: {
            query: {
                path: string;
                /** @description How many rows to leave out, else 0. */
                from?: number;
                /** @description 1 to 1000, else 100; fewer come of a table with many columns. */
                limit?: number;
                /** @description A column's name; not of JSON. */
                sort?: string;
                descending?: boolean;
                /** @description A text that some column has in it, in any case. */
                contains?: string;
            };
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TablePage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getArtifact: {
        parameters: {
            query: {
                path: string;
                download?: boolean;
                /** @description page sends an HTML file as a page whose scripts run in an origin of their own; page-online lets it load from other hosts too. */
                view?: "file" | "page" | "page-online";
            };
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    putArtifact: {
        parameters: {
            query: {
                path: string;
            };
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Artifact"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    deleteArtifact: {
        parameters: {
            query: {
                path: string;
            };
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    archiveRunArtifacts: {
        parameters: {
            query?: {
                path?: string;
            };
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getRunInputs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunInputPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getRunModels: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedModelPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listTrackedDatasets: {
        parameters: {
            query?: {
                /** @description Ids; all active experiments when left out. */
                experiment?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrackedDatasetPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getLoggedModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedModel"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listLoggedModelArtifacts: {
        parameters: {
            query?: {
                path?: string;
            };
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArtifactPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getLoggedModelTable: {
        parameters: {
            query: {
                path: string;
                /** @description How many rows to leave out, else 0. */
                from?: number;
                /** @description 1 to 1000, else 100; fewer come of a table with many columns. */
                limit?: number;
                /** @description A column's name; not of JSON. */
                sort?: string;
                descending?: boolean;
                /** @description A text that some column has in it, in any case. */
                contains?: string;
            };
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TablePage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getLoggedModelArtifact: {
        parameters: {
            query: {
                path: string;
                download?: boolean;
                /** @description page sends an HTML file as a page whose scripts run in an origin of their own; page-online lets it load from other hosts too. */
                view?: "file" | "page" | "page-online";
            };
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    archiveLoggedModelArtifacts: {
        parameters: {
            query?: {
                path?: string;
            };
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": unknown;
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listTraces: {
        parameters: {
            query?: {
                /** @description Repeated for several; all experiments when it is left out. */
                experiment?: string[];
                /** @description Traces that the run made or is linked to. */
                run?: string;
                /** @description status = 'ERROR' AND span.name LIKE 'llm%' AND feedback.correct = 'true' */
                filter?: string;
                order_by?: string[];
                /** @description A page may be short, or empty, and still have a next one. */
                page_token?: string;
                /** @description 1 to 500 traces a page, 100 when left out. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TracePage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getTrace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                trace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Trace"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    logToRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Logged"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    endRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listModels: {
        parameters: {
            query?: {
                /** @description Only what is in it; all when it is left out. */
                workspace?: string;
                page_token?: string;
                max_results?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    createModel: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    deleteModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    changeModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ModelPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listModelVersions: {
        parameters: {
            query?: {
                at?: string;
            };
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersionPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    registerVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VersionBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getModelVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersionDetail"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    deleteVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    changeVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VersionPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getCard: {
        parameters: {
            query?: {
                /** @description json (as recorded), huggingface (README.md with front matter), mct (Model Card Toolkit 0.0.2, as JSON) or md. */
                format?: "json" | "huggingface" | "mct" | "md";
            };
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Card"];
                    "text/markdown": string;
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listVersionFiles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionFiles"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getVersionFile: {
        parameters: {
            query: {
                path: string;
            };
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    trustVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrustBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionFiles"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    withdrawTrust: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionFiles"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    setStage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StageBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    setAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AliasBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    deleteAlias: {
        parameters: {
            query?: {
                why?: string;
            };
            header?: never;
            path: {
                model: string;
                alias: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listMoves: {
        parameters: {
            query?: {
                page_token?: string;
                max_results?: number;
            };
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MovePage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listVerdicts: {
        parameters: {
            query?: {
                version?: number;
            };
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerdictPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    rollback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RollbackBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RollbackPlan"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    copyVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CopyBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getModelAt: {
        parameters: {
            query?: {
                /** @description 2026-11-27T14:03:00+01:00; without an offset it is UTC; a day alone is the end of it; nothing is now. */
                time?: string;
                /** @description recorded (when moves were made here) or event (when in the data's world). */
                clock?: "recorded" | "event";
            };
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelStanding"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listProtections: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProtectionPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    protectAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                alias: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProtectionBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Protection"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    unprotectAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                alias: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getVerdict: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                verdict: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verdict"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listDeployments: {
        parameters: {
            query?: {
                /** @description Only those at the stage. */
                stage?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    deploy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeployBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getServingMemory: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServingMemory"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentDetail"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    deleteDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getSystem: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                step_s?: number;
            };
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemSeries"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    streamDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getTraffic: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Traffic"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    putTraffic: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrafficBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Traffic"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getCanary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Canary"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    startCanary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CanaryBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Canary"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    pauseCanary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CanaryWhy"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Canary"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    resumeCanary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CanaryWhy"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Canary"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    abortCanary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CanaryWhy"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Canary"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    finishCanary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CanaryWhy"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Canary"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getDeploymentLog: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentLog"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    putDeploymentLog: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeploymentLogBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentLog"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getDeploymentTerms: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentTerms"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    putDeploymentStage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeploymentStageBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentTerms"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    putDeploymentLimits: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LimitsBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentTerms"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    putDeploymentCache: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CacheBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentTerms"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    promoteDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PromoteBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promoted"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getRollbackProposal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RollbackProposal"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    rollBackDeployment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeploymentRollbackBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentRollback"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listWindows: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WindowPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getPerformance: {
        parameters: {
            query: {
                from: string;
                to: string;
            };
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stretch"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getDrift: {
        parameters: {
            query?: {
                window?: string;
            };
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DriftTable"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getDriftColumn: {
        parameters: {
            query?: {
                window?: string;
            };
            header?: never;
            path: {
                deployment: string;
                column: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DriftHistogram"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getDistribution: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Distribution"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listDeploymentAlerts: {
        parameters: {
            query?: {
                status?: string;
            };
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listPredictions: {
        parameters: {
            query?: {
                max_results?: number;
                /** @description Those that this version answered, among the newest 2,000. */
                version?: number;
            };
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictionPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    logPredictions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ElsewhereBatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictionsLogged"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listPredictionKeys: {
        parameters: {
            query: {
                from: string;
                to: string;
            };
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictionKeys"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getPredictionColumns: {
        parameters: {
            query: {
                from: string;
                to: string;
            };
            header?: never;
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictionColumns"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getPrediction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                prediction: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictionDetail"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    whyPrediction: {
        parameters: {
            query?: {
                /** @description How many training rows like it; 0 to 50, 5 when left out. */
                neighbours?: number;
                /** @description Whether features count for likeness by their contribution. */
                weighted?: boolean;
            };
            header?: never;
            path: {
                /** @description Its id, or a beginning of it that no other prediction has. */
                prediction: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Why"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    recordLabels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LabelBatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LabelsRecorded"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listAlerts: {
        parameters: {
            query?: {
                status?: string;
                deployment?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    silenceAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SilenceBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    unsilenceAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    resolveAlert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                alert: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WhyBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listDatasets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listDatasetVersions: {
        parameters: {
            query?: {
                page_token?: string;
                max_results?: number;
            };
            header?: never;
            path: {
                dataset: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetVersionPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getDatasetVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetVersionDetail"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    revokeDatasetVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevokeBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revocation"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    reinstateDatasetVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset: string;
                version: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevokeBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revocation"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getDatasetFile: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dataset: string;
                version: string;
                /** @description Its place among the version's files, from 0. */
                file: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listComments: {
        parameters: {
            query: {
                subject: string;
                /** @description Also those that were taken away; their text is shown to their author alone. */
                deleted?: boolean;
                page_token?: string;
                max_results?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    writeComment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommentBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getComment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                comment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    deleteComment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                comment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    editComment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                comment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommentPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    restoreComment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                comment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listPins: {
        parameters: {
            query?: {
                page_token?: string;
                max_results?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PinPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    pin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subject: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pin"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    unpin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                subject: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listViews: {
        parameters: {
            query?: {
                page?: string;
                page_token?: string;
                max_results?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedViewPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    saveView: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedViewBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getView: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                view: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    deleteView: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                view: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    changeView: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                view: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SavedViewPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listReports: {
        parameters: {
            query?: {
                /** @description Also those that were taken away. */
                deleted?: boolean;
                page_token?: string;
                max_results?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    createReport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getReport: {
        parameters: {
            query?: {
                revision?: number;
            };
            header?: never;
            path: {
                report: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    deleteReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    changeReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReportPatch"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    restoreReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listReportRevisions: {
        parameters: {
            query?: {
                page_token?: string;
                max_results?: number;
            };
            header?: never;
            path: {
                report: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    exportReport: {
        parameters: {
            query?: {
                download?: boolean;
            };
            header?: never;
            path: {
                report: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listBatchPredictions: {
        parameters: {
            query?: {
                status?: string;
                page_token?: string;
                max_results?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchPredictionPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    createBatchPrediction: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBatchPrediction"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchPrediction"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getBatchPrediction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchPrediction"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    cancelBatchPrediction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                batch: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cancelled"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listBatchSchedules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchSchedulePage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listPipelineRuns: {
        parameters: {
            query?: {
                pipeline?: string;
                status?: string;
                page_token?: string;
                max_results?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineRunPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getPipelineRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineRunDetail"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    cancelPipelineRun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Cancelled"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getTaskLog: {
        parameters: {
            query?: {
                offset?: number;
            };
            header?: never;
            path: {
                run: string;
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskLog"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    streamTaskLog: {
        parameters: {
            query?: {
                offset?: number;
            };
            header?: never;
            path: {
                run: string;
                task: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["TaskLog"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listReruns: {
        parameters: {
            query?: {
                ref?: string;
                page_token?: string;
                max_results?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RerunPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    startRerun: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RerunBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rerun"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    getRerun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rerun: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rerun"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    listTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPage"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    createToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenBody"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewToken"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    predict: {
        parameters: {
            query?: never;
            header?: {
                "Noria-Event-Time"?: string;
                "Noria-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PredictBody"];
            };
        };
        responses: {
            /** @description The answer, or a list of answers for a list of rows. */
            200: {
                headers: {
                    /** @description One id, or those of the rows, separated by commas. */
                    "Noria-Prediction-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictAnswer"] | components["schemas"]["PredictAnswer"][];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    predictWith: {
        parameters: {
            query?: never;
            header?: {
                "Noria-Event-Time"?: string;
                "Noria-Key"?: string;
            };
            path: {
                deployment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PredictBody"];
            };
        };
        responses: {
            /** @description The answer, or a list of answers for a list of rows. */
            200: {
                headers: {
                    /** @description One id, or those of the rows, separated by commas. */
                    "Noria-Prediction-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PredictAnswer"] | components["schemas"]["PredictAnswer"][];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlainHealth"];
                };
            };
            default: components["responses"]["Failed"];
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Failed"];
        };
    };
}
