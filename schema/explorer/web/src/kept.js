// What a browser keeps: the language and the theme for good, who one is for the tab alone. A token never goes to localStorage.
function safely(act) {
  try {
    return act();
  } catch {
    return null; // storage is switched off: nothing is kept, everything works
  }
}

export const kept = {
  locale: () => safely(() => localStorage.getItem('kinerja.locale')),
  keepLocale: (value) => safely(() => localStorage.setItem('kinerja.locale', value)),
  persona: () => safely(() => sessionStorage.getItem('kinerja.persona')),
  keepPersona: (value) => safely(() => sessionStorage.setItem('kinerja.persona', value)),
  // The tab that was in front, where GraphiQL itself keeps it.
  tab: () =>
    safely(() => {
      const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState'));
      return tabs[activeTabIndex];
    }) ?? null,
  token: () => safely(() => sessionStorage.getItem('kinerja.token')),
  keepToken: (value) => safely(() => (value ? sessionStorage.setItem('kinerja.token', value) : sessionStorage.removeItem('kinerja.token'))),
};
