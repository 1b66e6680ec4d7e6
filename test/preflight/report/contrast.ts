/** The contrast of two colors by WCAG 2.2: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = channels(color).map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(color: string): number[] {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  const rgb = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color);
  const parts = hex ? hex.slice(1).map(part => parseInt(part, 16)) : rgb?.slice(1).map(Number);
  if (!parts) { throw new Error(`a colour must be #rrggbb or rgb(r, g, b), got '${color}'`); }
  return parts.map(part => part / 255);
}
