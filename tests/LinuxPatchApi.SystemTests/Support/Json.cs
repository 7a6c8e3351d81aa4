using System.Text.Json;

namespace LinuxPatchApi.SystemTests.Support;

/// <summary>Short names for reading documents; a member that is absent throws, null is told apart from it.</summary>
internal static class Json
{
    public static JsonElement At(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value : throw new KeyNotFoundException($"no member '{name}' in {element}");

    public static string? Text(this JsonElement element, string name) => element.At(name).GetString();

    public static long Number(this JsonElement element, string name) => element.At(name).GetInt64();

    public static bool Flag(this JsonElement element, string name) => element.At(name).GetBoolean();

    public static bool IsNull(this JsonElement element, string name) => element.At(name).ValueKind == JsonValueKind.Null;

    public static IReadOnlyList<JsonElement> Items(this JsonElement element, string name) => [.. element.At(name).EnumerateArray()];

    public static IReadOnlyList<string> Texts(this JsonElement element, string name) =>
        [.. element.Items(name).Select(i => i.GetString()!)];

    /// <summary>The item whose <c>name</c> is this; throws when there is not exactly one.</summary>
    public static JsonElement Named(this IReadOnlyList<JsonElement> items, string name)
    {
        var found = items.Where(i => i.Text("name") == name).ToList();
        return found.Count == 1
            ? found[0]
            : throw new KeyNotFoundException($"{found.Count} items named {name} in {string.Join("\n", items)}");
    }

    public static IReadOnlyList<string> Names(this IReadOnlyList<JsonElement> items) => [.. items.Select(i => i.Text("name")!)];
}
