import { render } from 'preact';
import * as api from './api/client';
import { openEvents } from './api/events';
import { App } from './components/App';
import { AppProvider, createApp } from './state/app';

// Reading the property throws where storage is forbidden.
function localStorageOrNull(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no element "app"');

const app = createApp({
  api,
  openEvents,
  storage: localStorageOrNull(),
  languages: navigator.languages,
  window,
});
app.start();
render(
  <AppProvider value={app}>
    <App />
  </AppProvider>,
  root,
);
