export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** What the reader chose, remembered by this browser. */
export interface Preferences {
  language: Language;
  theme: Theme;
}

export function loadPreferences(): Preferences {
  const browser: Language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  return {
    language: languages.find((l) => l === localStorage.getItem('pulse.language')) ?? browser,
    theme: themes.find((t) => t === localStorage.getItem('pulse.theme')) ?? 'auto',
  };
}

export function savePreferences({ language, theme }: Preferences): void {
  localStorage.setItem('pulse.language', language);
  localStorage.setItem('pulse.theme', theme);
  applyPreferences({ language, theme });
}

export function applyPreferences({ language, theme }: Preferences): void {
  const root = document.documentElement;
  root.lang = language === 'zh' ? 'zh-CN' : 'en';
  root.dataset['theme'] = isDark(theme) ? 'dark' : 'light';
}

export const isDark = (theme: Theme): boolean =>
  theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
