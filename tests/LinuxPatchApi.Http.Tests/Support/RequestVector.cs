using System.Globalization;

namespace LinuxPatchApi.Http.Tests.Support;

/// <summary>One vector of the files under Vectors; the format is described there.</summary>
public sealed record RequestVector(string File, string Name, IReadOnlyList<string> Expected, byte[] Bytes)
{
    public static IReadOnlyList<RequestVector> All { get; } = [.. Load()];

    public override string ToString() => $"{File}: {Name}";

    private static IEnumerable<RequestVector> Load()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Vectors");
        foreach (var path in Directory.GetFiles(folder, "*.vectors").Order(StringComparer.Ordinal))
        {
            var parts = ("\n" + System.IO.File.ReadAllText(path)).Split("\n== ", StringSplitOptions.RemoveEmptyEntries);
            foreach (var part in parts)
            {
                var lines = part.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                var verdicts = lines.Skip(1).TakeWhile(line => line.StartsWith("> ", StringComparison.Ordinal));
                var expected = verdicts.Select(line => line[2..]).ToList();
                yield return new RequestVector(
                    Path.GetFileNameWithoutExtension(path), lines[0], expected, Unescape(string.Concat(lines.Skip(1 + expected.Count))));
            }
        }
    }

    private static byte[] Unescape(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                bytes.Add(checked((byte)text[i]));
                continue;
            }
            i++;
            bytes.Add(text[i] switch
            {
                'r' => (byte)'\r',
                'n' => (byte)'\n',
                't' => (byte)'\t',
                '0' => 0,
                '\\' => (byte)'\\',
                'x' => byte.Parse(text.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
                _ => throw new FormatException($"Escape \\{text[i]} in {text}"),
            });
            i += text[i] == 'x' ? 2 : 0;
        }
        return [.. bytes];
    }
}
