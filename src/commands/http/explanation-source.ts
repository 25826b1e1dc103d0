import { parseFigure } from '../../domain/asked-figure.js';
import type { PublishedFeed } from '../../engine/published-feed.js';
import type { ExplanationSource, FigureWish } from '../../reporters/http/sources.js';
import type { Configuration } from '../../settings/configuration.js';
import type { Pipeline } from '../context.js';
import { CodeNames } from '../explain/code-names.js';
import { Explainer } from '../explain/explainer.js';
import { revisionIn } from '../explain/read-revision.js';

/** Cases of the state that one request looks at: well under a second, so that no other reader waits long for it. */
const LOOKS = 20_000;

export function explanationSource(
  configuration: Configuration,
  pipeline: Pick<Pipeline, 'reader' | 'store' | 'partitions' | 'context'>,
  feed: Pick<PublishedFeed, 'latest'>,
): ExplanationSource {
  const names = new CodeNames(configuration);
  const explainer = new Explainer({
    pipeline,
    say: (language) => names.say(language),
    revision: async (key) => revisionIn(feed, key),
  });
  const read = ({ period, figure, labels, against, at }: FigureWish) => {
    const codes = Object.entries(labels).map(([label, text]) => [label, names.codeOf(label, text)]);
    return { period, figure: parseFigure(figure, Object.fromEntries(codes), against), at };
  };
  return {
    explain: async (wish, language) => explainer.explain(read(wish), language),
    cases: async ({ after, limit, ...wish }) => explainer.cases({ ...read(wish), after, limit, looks: LOOKS }),
  };
}
