import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../state/app';
import {
  exampleSuggestions,
  keySuggestions,
  placeAt,
  valueSuggestions,
  withoutPlace,
  type Place,
  type Suggestion,
} from '../text/complete';

interface Suggestions {
  place: Place;
  items: Suggestion[];
}

// Long enough not to ask for each letter, short enough to feel immediate.
const askMs = 120;

// What could stand at the caret; nothing while `caret` is null.
export function useSuggestions(filter: string, caret: number | null): Suggestions | null {
  const { api } = useApp();
  const [shown, setShown] = useState<Suggestions | null>(null);
  useEffect(() => {
    if (caret === null) {
      setShown(null);
      return;
    }
    const place = placeAt(filter, caret);
    const known = place.key === null ? keySuggestions(place) : exampleSuggestions(place);
    if (known !== null) {
      setShown({ place, items: known });
      return;
    }
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(() => {
      api.fetchValues(place.key ?? '', place.text, withoutPlace(filter, place), signal).then(
        (values) => setShown({ place, items: valueSuggestions(place, values) }),
        // A filter that cannot be read yet, or a lost server: both are told elsewhere.
        () => setShown(null),
      );
    }, askMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, filter, caret]);
  return caret === null || shown === null || shown.items.length === 0 ? null : shown;
}
