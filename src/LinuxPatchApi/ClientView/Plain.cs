using System.Globalization;
using System.Text;
using System.Text.Json;
using LinuxPatchApi.Wire;

namespace LinuxPatchApi.ClientView;

/// <summary>Reads members of an answer leniently, and makes every text of it safe for a terminal. Pure.</summary>
internal static class Plain
{
    private const long Kilo = 1000;
    private const string Units = "kMGT";

    /// <summary>A control character could move the cursor or change colours; it is shown as a question mark.</summary>
    public static string Text(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }
        var safe = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            safe.Append(c is '\n' or '\t' ? ' ' : char.IsControl(c) ? '?' : c);
        }
        return safe.ToString();
    }

    /// <summary>A text or number; null when absent or null.</summary>
    public static string? Text(this JsonElement element, string name) =>
        Member(element, name) is not { } value ? null : value.ValueKind switch
        {
            JsonValueKind.String => Text(value.GetString()!),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };

    public static long? Number(this JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public static bool Flag(this JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.True };

    /// <summary>True only for a plain false: an older agent without the member says nothing.</summary>
    public static bool IsFalse(this JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.False };

    public static JsonElement? Object(this JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    /// <summary>The items of a list; empty when it is none.</summary>
    public static List<JsonElement> Items(this JsonElement element, string name)
    {
        var items = new List<JsonElement>();
        if (Member(element, name) is { ValueKind: JsonValueKind.Array } list)
        {
            foreach (var item in list.EnumerateArray())
            {
                items.Add(item);
            }
        }
        return items;
    }

    /// <summary>The texts of a list.</summary>
    public static List<string> Texts(this JsonElement element, string name)
    {
        var texts = new List<string>();
        foreach (var item in element.Items(name))
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(Text(item.GetString()!));
            }
        }
        return texts;
    }

    /// <summary>Returns a number with its noun in the singular or the plural.</summary>
    public static string Count(long number, string one, string many) => Counted.Of(number, one, many);

    /// <summary>With a decimal unit, three digits: 999 B, 1.0 kB, 12.3 MB.</summary>
    public static string Bytes(long bytes)
    {
        if (bytes < Kilo)
        {
            return $"{bytes} B";
        }
        double value = bytes;
        var unit = -1;
        while (value >= Kilo - 0.05 && unit < Units.Length - 1)
        {
            value /= Kilo;
            unit++;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.0} {Units[unit]}B");
    }

    /// <summary>The first characters, with a mark when there were more.</summary>
    public static string Cut(string text, int most) =>
        text.Length <= most ? text : most < 1 ? "" : most == 1 ? "…" : OneLine.Cut(text, most - 1);

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value : null;
}
