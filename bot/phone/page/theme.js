// Runs before the first paint so that nothing flashes: the stored choice, else the system's.
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => { try { return localStorage.getItem("phone-theme"); } catch { return null; } };
  const apply = () => { document.documentElement.dataset.theme = stored() || (dark.matches ? "dark" : "light"); };
  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const show = () => {
      const other = document.documentElement.dataset.theme === "dark" ? "#i-sun" : "#i-moon";
      button.querySelector("use").setAttribute("href", other);
    };
    button.addEventListener("click", () => {
      const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
      try { localStorage.setItem("phone-theme", next); } catch { /* private mode: only for now */ }
      document.documentElement.dataset.theme = next;
      show();
    });
    dark.addEventListener("change", show);
    show();
  });
})();
