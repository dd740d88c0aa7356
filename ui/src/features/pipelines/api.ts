import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get, path, send } from '../../api/client.ts';
import type { LogChunk, Paged, PipelineRun, PipelineRunDetail } from '../../api/types.ts';

export const pipelineRunsQuery = infiniteQueryOptions({
  queryKey: ['pipelines', 'runs'],
  queryFn: ({ signal, pageParam }) =>
    get<Paged<PipelineRun>>('pipelines/runs', { page_token: pageParam, max_results: 100 }, signal),
  initialPageParam: '',
  getNextPageParam: (last) => last.next_page_token,
});

export const pipelineRunQuery = (id: string) =>
  queryOptions({
    queryKey: ['pipelines', 'run', id],
    queryFn: ({ signal }) => get<PipelineRunDetail>(path`pipelines/runs/${id}`, {}, signal),
    refetchInterval: (q) =>
      q.state.data && ['PENDING', 'RUNNING'].includes(q.state.data.status) ? 1000 : false,
  });

export const readLog = (id: string, task: string, offset: number) =>
  get<LogChunk>(path`pipelines/runs/${id}/tasks/${task}/log`, { offset });

export const cancel = (id: string) => send('POST', path`pipelines/runs/${id}/cancel`, {});
