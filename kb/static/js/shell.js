// What every page does: theme, search key, menus, toasts. Each in a module of its own.
import "./theme.js";
import "./csrf.js";
import "./filters.js";
import "./keys.js";
import "./menus.js";
import "./toasts.js";
import "./answers.js";
import "./opened.js";
import "./copy.js";

document.documentElement.classList.add("js");
