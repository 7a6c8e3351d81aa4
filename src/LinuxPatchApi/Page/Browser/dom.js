"use strict";

// Elements are only made here. Strings become text nodes, never markup: nothing that the agent sends can add an element.
function element(name, attributes, ...children) {
    const node = document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) {
        if (typeof value === "function") node.addEventListener(key, value);
        else if (isPresent(value)) node.setAttribute(key, value === true ? "" : value);
    }
    node.append(...children.flat(Infinity).filter(isPresent));
    return node;
}

function isPresent(value) {
    return value !== null && value !== undefined && value !== false && value !== "";
}

function byId(id) {
    return document.getElementById(id);
}

// Replaces what an element shows.
function show(node, ...children) {
    keepFocus(() => node.replaceChildren(...children.flat(Infinity).filter(isPresent)));
    node.removeAttribute("aria-busy");
}

// What is drawn anew loses the focus, and a keyboard its place: it goes back to the control of the same id.
function keepFocus(draw) {
    const id = document.activeElement?.id;
    draw();
    if (id && document.activeElement?.id !== id) byId(id)?.focus({ preventScroll: true });
}

// An alert that is only there while it has something to say.
function warn(id, ...children) {
    const node = byId(id);
    show(node, ...children);
    node.hidden = node.childNodes.length === 0;
}

// A button that does nothing while its action runs, so that a double click acts once. It keeps the focus meanwhile,
// as a disabled one would not.
function button(id, text, kind, action) {
    const node = element("button", { id, type: "button", class: kind, click: run }, text);
    async function run() {
        if (node.ariaDisabled) return;
        node.ariaDisabled = "true";
        try {
            await action();
            warn("trouble");
        } catch (error) {
            warn("trouble", inWords(error));
        }
        node.ariaDisabled = null;
    }
    return node;
}

function list(items) {
    return items.length > 0 && element("ul", {}, items.map(item => element("li", {}, item)));
}

// Pairs of a term and what is known of it.
function facts(pairs) {
    return element("dl", {}, pairs.map(([term, value]) => [element("dt", {}, term), element("dd", {}, value)]));
}

function tag(text, kind) {
    return element("span", { class: `tag ${kind}` }, text);
}

// A link out of the package manager's data. Only the web: no other scheme may be followed.
function link(url) {
    return /^https?:\/\//.test(url) ? element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url) : url;
}
