// A classic script in the head, so that the chosen colours are there before the first paint.
(() => {
  const KEY = "sockeye-theme";
  const THEMES = ["auto", "light", "dark"];
  const root = document.documentElement;

  function stored() {
    try {
      return localStorage.getItem(KEY) ?? "auto";
    } catch {
      return "auto"; // Storage can be forbidden; the choice then lasts as long as the page.
    }
  }

  /** @param {string} theme */
  function apply(theme) {
    root.dataset.theme = THEMES.includes(theme) ? theme : "auto";
  }

  apply(stored());

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const label = document.getElementById("theme-name");
    if (button === null || label === null) return;
    const show = () => {
      const theme = root.dataset.theme ?? "auto";
      label.textContent = theme === "auto" ? "Auto" : theme === "light" ? "Light" : "Dark";
      button.setAttribute("aria-label", `Colours: ${theme}`);
    };
    button.addEventListener("click", () => {
      const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "auto") + 1) % THEMES.length] ?? "auto";
      apply(next);
      show();
      try {
        localStorage.setItem(KEY, next);
      } catch {
        // See above.
      }
    });
    show();
  });
})();
