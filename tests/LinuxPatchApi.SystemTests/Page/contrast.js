// The texts of the page whose contrast is below 4.5 : 1 (WCAG 2.2, 1.4.3), as "ratio: text".
(() => {
    const parse = color => (color.match(/[\d.]+/g) ?? []).map(Number);
    const channel = value => value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const background = node => {
        for (let at = node; at; at = at.parentElement) {
            const color = parse(getComputedStyle(at).backgroundColor);
            if (color.length === 3) return color;
        }
        return [255, 255, 255];
    };
    const poor = [];
    for (const node of document.querySelectorAll("body *")) {
        const text = [...node.childNodes].filter(child => child.nodeType === Node.TEXT_NODE).map(child => child.data.trim()).join("");
        if (text === "" || !node.checkVisibility() || node.tagName === "SCRIPT" || node.tagName === "OPTION") continue;
        const [a, b] = [luminance(parse(getComputedStyle(node).color)), luminance(background(node))].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < 4.5) poor.push(`${ratio.toFixed(2)}: ${text.slice(0, 40)}`);
    }
    return poor.join("\n");
})()
